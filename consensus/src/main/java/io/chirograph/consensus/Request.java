package io.chirograph.consensus;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.crypto.SigningKey;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;

/// What a member node asks to be ordered: a bundle of transactions, stamped and signed by that node.
///
/// Not a record only because its hash, which covers the payload, and its encoding are computed once and kept.
/// Immutable.
public final class Request {
    /// What a request costs beside its payload, at most: addresses, numbers, signature, RLP headers.
    public static final int OVERHEAD_BYTES = 128;

    private static final Bytes DOMAIN = Bytes.ofUtf8("chirograph request 1");

    private final Address client;
    private final long number;
    private final long timestampMillis;
    private final Bytes payload;
    private final Signature signature;
    private final Hash32 hash;
    private final Bytes encoded;

    /// @param client the signing node
    /// @param number at least 0, different for each request of the client
    /// @param timestampMillis the client's wall clock, at least 0
    public Request(
            Address client, long number, long timestampMillis, Bytes payload, Signature signature) {
        this(
                client,
                number,
                timestampMillis,
                payload,
                signature,
                hashOf(client, number, timestampMillis, payload),
                encode(client, number, timestampMillis, payload, signature));
    }

    private Request(
            Address client,
            long number,
            long timestampMillis,
            Bytes payload,
            Signature signature,
            Hash32 hash,
            Bytes encoded) {
        this.client = client;
        this.number = number;
        this.timestampMillis = timestampMillis;
        this.payload = payload;
        this.signature = signature;
        this.hash = hash;
        this.encoded = encoded;
    }

    private static Bytes encode(
            Address client, long number, long timestampMillis, Bytes payload, Signature signature) {
        return RlpWriter.list(w ->
                w.address(client)
                        .number(number)
                        .number(timestampMillis)
                        .bytes(payload)
                        .bytes(signature.encode()));
    }

    /// A request of the node that owns `key`.
    public static Request sign(
            Hash32 genesisHash, SigningKey key, long number, long timestampMillis, Bytes payload) {
        Hash32 hash = hashOf(key.address(), number, timestampMillis, payload);
        Signature signature = key.sign(signingDigest(genesisHash, hash));
        return new Request(
                key.address(),
                number,
                timestampMillis,
                payload,
                signature,
                hash,
                encode(key.address(), number, timestampMillis, payload, signature));
    }

    /// What identifies a request: its content without the signature. The payload, which may be large, counts
    /// by its SHA-256, which processors compute several times faster than Keccak.
    public static Hash32 hashOf(Address client, long number, long timestampMillis, Bytes payload) {
        return Hashes.keccak256(
                RlpWriter.list(w ->
                        w.bytes(DOMAIN)
                                .address(client)
                                .number(number)
                                .number(timestampMillis)
                                .hash(Hashes.sha256(payload))));
    }

    /// What a client signs, so that a request counts on one network only.
    public static Hash32 signingDigest(Hash32 genesisHash, Hash32 requestHash) {
        return Hashes.keccak256(
                RlpWriter.list(w -> w.bytes(DOMAIN).hash(genesisHash).hash(requestHash)));
    }

    public Address client() {
        return client;
    }

    public long number() {
        return number;
    }

    public long timestampMillis() {
        return timestampMillis;
    }

    /// An RLP list of transaction envelopes; consensus does not look inside.
    public Bytes payload() {
        return payload;
    }

    public Signature signature() {
        return signature;
    }

    public Hash32 hash() {
        return hash;
    }

    /// What the request counts for against limits in bytes.
    public int sizeBytes() {
        return payload.size() + OVERHEAD_BYTES;
    }

    public void write(RlpWriter writer) {
        writer.encoded(encoded);
    }

    /// @throws RlpException when the next element is no request
    public static Request read(RlpReader reader) {
        Bytes encoded = reader.encoded();
        RlpReader fields = RlpReader.list(encoded);
        Address client = fields.address();
        long number = fields.number();
        long timestampMillis = fields.number();
        Bytes payload = fields.bytes();
        Signature signature = readSignature(fields);
        fields.end();
        // Reading is strict, so these bytes are what writing would give.
        return new Request(
                client,
                number,
                timestampMillis,
                payload,
                signature,
                hashOf(client, number, timestampMillis, payload),
                encoded);
    }

    private static Signature readSignature(RlpReader fields) {
        Bytes encoded = fields.bytes();
        return Signature.decode(encoded)
                .orElseThrow(() -> new RlpException("no signature: " + encoded));
    }

    /// Requests are equal when content and signature are.
    @Override
    public boolean equals(Object other) {
        return other instanceof Request that
                && hash.equals(that.hash)
                && signature.equals(that.signature);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return "request %s (number %d of %s, %d bytes)"
                .formatted(hash, number, client, payload.size());
    }
}
