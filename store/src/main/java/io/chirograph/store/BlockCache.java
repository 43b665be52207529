package io.chirograph.store;

import io.chirograph.store.CachedBlocks.Place;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Blocks of tables, unpacked, up to a count of bytes. Who used a block keeps hold of it and goes on
/// from there as long as it is here ([CachedBlock]), which is most of what makes a read fast. Policy
/// and size can change at any time. Thread-safe.
final class BlockCache {
    /// Guards who replaces [#blocks].
    private final Object replacing = new Object();

    private volatile CachedBlocks blocks;
    private volatile CachePolicy policy;
    private volatile long bytesMax;

    /// How many blocks came.
    private final AtomicInteger kept = new AtomicInteger();

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    private final Optional<SecondLevelCache> second;

    /// Without a second level.
    BlockCache(CachePolicy policy, long bytesMax) {
        this(policy, bytesMax, Optional.empty());
    }

    /// @param second for what has no room here; empty when there is none
    BlockCache(CachePolicy policy, long bytesMax, Optional<SecondLevelCache> second) {
        this.second = second;
        this.policy = policy;
        this.bytesMax = bytesMax;
        this.blocks = CachedBlocks.of(policy, bytesMax);
    }

    /// The block of that place, in which `GONE` may stand by the time it is looked at.
    Optional<CachedBlock> find(long table, long offset) {
        Optional<CachedBlock> block = blocks.find(new Place(table, offset));
        (block.isPresent() ? hits : misses).increment();
        return block;
    }

    /// A use of a block that somebody holds and that was there. The policy hears of it only when a
    /// block came since it last did: before that, nobody had to go.
    void use(CachedBlock block) {
        hits.increment();
        if (block.isNews(kept.get())) {
            blocks.find(block.place());
        }
    }

    CachedBlock keep(long table, long offset, CachedContent content) {
        CachedBlock block = new CachedBlock(new Place(table, offset), content);
        kept.incrementAndGet();
        CachedBlocks used = blocks;
        used.keep(block);
        if (used != blocks) {
            block.letGo();
        }
        return block;
    }

    /// Goes on by another policy or with another size, with the blocks it has as far as there is
    /// room. Blocks kept by others meanwhile may be lost to the cache.
    void change(CachePolicy newPolicy, long newBytesMax) {
        synchronized (replacing) {
            if (newPolicy != policy || newBytesMax != bytesMax) {
                CachedBlocks before = blocks;
                CachedBlocks next = CachedBlocks.of(newPolicy, newBytesMax);
                before.forEach(next::keep);
                policy = newPolicy;
                bytesMax = newBytesMax;
                blocks = next;
                before.forEach(block -> {
                    boolean there = next.find(block.place()).stream().anyMatch(own -> own == block);
                    if (!there) {
                        block.letGo();
                    }
                });
            }
        }
    }

    /// Stored blocks, where the cache has a second level.
    Optional<SecondLevelCache> second() {
        return second;
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
