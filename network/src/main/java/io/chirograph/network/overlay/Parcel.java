package io.chirograph.network.overlay;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.util.function.Function;

/// What a member sends to one that is no neighbour of its. Signed from end to end, so whoever passes it on can lose
/// it, and nothing else. Immutable.
///
/// @param sequence higher than in every parcel before from `origin`: milliseconds since 1970 × 65 536, and more
/// @param kind what it is for, the owner's to choose; [#PROBE] is the overlay's own
/// @param signature by `origin` over all else
record Parcel(
        Address origin,
        Address destination,
        long sequence,
        int kind,
        Bytes payload,
        Signature signature) {
    static final int KIND_MAX = 255;

    /// Says that there is a way.
    static final int PROBE = KIND_MAX;

    private static final String DOMAIN = "chirograph parcel 1";
    private static final int MILLIS_SHIFT = 16;

    static Parcel sign(
            Hash32 genesisHash,
            Function<Hash32, Signature> signer,
            Address origin,
            Address destination,
            long sequence,
            int kind,
            Bytes payload) {
        Hash32 digest = digest(genesisHash, origin, destination, sequence, kind, payload);
        return new Parcel(origin, destination, sequence, kind, payload, signer.apply(digest));
    }

    /// The least sequence of this time.
    static long sequenceAt(long nowMillis) {
        return nowMillis << MILLIS_SHIFT;
    }

    long sentMillis() {
        return sequence >>> MILLIS_SHIFT;
    }

    boolean isGenuine(Hash32 genesisHash) {
        return signature
                .signer(digest(genesisHash, origin, destination, sequence, kind, payload))
                .filter(origin::equals)
                .isPresent();
    }

    private static Hash32 digest(
            Hash32 genesisHash,
            Address origin,
            Address destination,
            long sequence,
            int kind,
            Bytes payload) {
        return Hashes.keccak256(
                RlpWriter.list(w ->
                        w.bytes(Bytes.ofUtf8(DOMAIN))
                                .hash(genesisHash)
                                .address(origin)
                                .address(destination)
                                .number(sequence)
                                .number(kind)
                                .hash(Hashes.keccak256(payload))));
    }

    void writeTo(RlpWriter writer) {
        writer.address(origin)
                .address(destination)
                .number(sequence)
                .number(kind)
                .bytes(payload)
                .bytes(signature.encode());
    }

    /// @throws RlpException when what comes is no parcel in form
    static Parcel read(RlpReader fields) {
        return new Parcel(
                fields.address(),
                fields.address(),
                fields.number(),
                fields.number(KIND_MAX),
                fields.bytes(),
                Signature.decode(fields.bytes(Signature.SIZE))
                        .orElseThrow(() -> new RlpException("no signature")));
    }
}
