package io.chirograph.ledger;

import io.chirograph.types.Hash32;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongArray;

/// Hashes that must stay, as a Bloom filter: it never forgets one, and takes a few that are not in it for one that
/// is. Hashes are uniform, so their own bits say which bits of the filter are theirs. With 16 bits a hash, which
/// the fixed size gives to eight million, two of a thousand strangers pass; with more hashes more do, which costs
/// room and nothing else. Thread-safe.
final class LiveNodes {
    private static final int BITS_LOG2 = 27;
    private static final long MASK = (1L << BITS_LOG2) - 1;

    private final AtomicLongArray words = new AtomicLongArray(1 << (BITS_LOG2 - 6));
    private final long salt;

    /// @param salt makes other strangers pass than another salt
    LiveNodes(long salt) {
        this.salt = salt * 0x9e3779b97f4a7c15L;
    }

    void add(Hash32 hash) {
        ByteBuffer parts = hash.bytes().asByteBuffer();
        for (int i = 0; i < Hash32.SIZE / Long.BYTES; i++) {
            long bit = (parts.getLong() ^ salt) & MASK;
            words.accumulateAndGet((int) (bit >>> 6), 1L << bit, (old, one) -> old | one);
        }
    }

    /// Whether the hash was added; sometimes true when it was not.
    boolean mayHave(Hash32 hash) {
        ByteBuffer parts = hash.bytes().asByteBuffer();
        for (int i = 0; i < Hash32.SIZE / Long.BYTES; i++) {
            long bit = (parts.getLong() ^ salt) & MASK;
            if ((words.get((int) (bit >>> 6)) & (1L << bit)) == 0) {
                return false;
            }
        }
        return true;
    }
}
