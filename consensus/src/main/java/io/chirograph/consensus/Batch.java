package io.chirograph.consensus;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.util.List;

/// What consensus orders: batch n becomes block n.
///
/// Not a record only because its digest and its encoding are computed once and kept. Immutable.
public final class Batch {
    private static final Bytes DOMAIN = Bytes.ofUtf8("chirograph batch 1");

    /// What fills a height that a change of view left without a proposal: its block has its parent's time.
    public static final Batch NULL = new Batch(Address.ZERO, 0, List.of());

    private final Address proposer;
    private final long timestampMillis;
    private final List<Request> requests;
    private final Hash32 digest;
    private final Bytes encoded;

    /// @param proposer the validator that made the batch; another one may have it agreed
    /// @param timestampMillis the proposer's wall clock, at least 0
    public Batch(Address proposer, long timestampMillis, List<Request> requests) {
        this(proposer, timestampMillis, requests, encode(proposer, timestampMillis, requests));
    }

    private Batch(Address proposer, long timestampMillis, List<Request> requests, Bytes encoded) {
        this.proposer = proposer;
        this.timestampMillis = timestampMillis;
        this.requests = List.copyOf(requests);
        this.digest = Hashes.keccak256(RlpWriter.list(this::writeDigested));
        this.encoded = encoded;
    }

    private static Bytes encode(Address proposer, long timestampMillis, List<Request> requests) {
        return RlpWriter.list(w ->
                w.address(proposer)
                        .number(timestampMillis)
                        .beginList(list -> requests.forEach(r -> r.write(list))));
    }

    public Address proposer() {
        return proposer;
    }

    public long timestampMillis() {
        return timestampMillis;
    }

    public List<Request> requests() {
        return requests;
    }

    /// Covers everything, signatures included.
    public Hash32 digest() {
        return digest;
    }

    /// The sum of the requests' sizes.
    public long sizeBytes() {
        long size = 0;
        for (Request request : requests) {
            size += request.sizeBytes();
        }
        return size;
    }

    public void write(RlpWriter writer) {
        writer.encoded(encoded);
    }

    /// @throws io.chirograph.types.RlpException when the next element is no batch of at most
    /// `requestsMax` requests
    public static Batch read(RlpReader reader, int requestsMax) {
        Bytes encoded = reader.encoded();
        RlpReader fields = RlpReader.list(encoded);
        Address proposer = fields.address();
        long timestampMillis = fields.number();
        List<Request> requests = fields.list(requestsMax, Request::read);
        fields.end();
        // Reading is strict, so these bytes are what writing would give.
        return new Batch(proposer, timestampMillis, requests, encoded);
    }

    private void writeDigested(RlpWriter writer) {
        writer.bytes(DOMAIN).address(proposer).number(timestampMillis);
        writer.beginList(
                list -> requests.forEach(r -> list.hash(r.hash()).bytes(r.signature().encode())));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Batch that && digest.equals(that.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "batch %s (%d requests of %s at %d ms)"
                .formatted(digest, requests.size(), proposer, timestampMillis);
    }
}
