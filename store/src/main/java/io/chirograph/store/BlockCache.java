package io.chirograph.store;

import io.chirograph.store.CachedBlocks.Place;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// Blocks of tables, unpacked, up to a count of bytes. Policy and size can change at any time.
/// Thread-safe.
final class BlockCache {
    /// Guards who replaces [#blocks].
    private final Object replacing = new Object();

    private volatile CachedBlocks blocks;
    private volatile CachePolicy policy;
    private volatile long bytesMax;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    BlockCache(CachePolicy policy, long bytesMax) {
        this.policy = policy;
        this.bytesMax = bytesMax;
        this.blocks = CachedBlocks.of(policy, bytesMax);
    }

    Optional<byte[]> find(long table, long offset) {
        Optional<byte[]> block = blocks.find(new Place(table, offset));
        (block.isPresent() ? hits : misses).increment();
        return block;
    }

    void keep(long table, long offset, byte[] block) {
        blocks.keep(new Place(table, offset), block);
    }

    /// Goes on by another policy or with another size, with the blocks it has as far as there is
    /// room. Blocks kept by others meanwhile may be lost to the cache.
    void change(CachePolicy newPolicy, long newBytesMax) {
        synchronized (replacing) {
            if (newPolicy != policy || newBytesMax != bytesMax) {
                CachedBlocks next = CachedBlocks.of(newPolicy, newBytesMax);
                blocks.forEach(next::keep);
                policy = newPolicy;
                bytesMax = newBytesMax;
                blocks = next;
            }
        }
    }

    CachePolicy policy() {
        return policy;
    }

    long bytesMax() {
        return bytesMax;
    }

    long bytes() {
        return blocks.bytes();
    }

    long hits() {
        return hits.sum();
    }

    long misses() {
        return misses.sum();
    }
}
