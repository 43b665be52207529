package io.chirograph.store;

import java.util.Optional;
import java.util.function.Consumer;

/// The content of the block cache under one policy. Thread-safe.
sealed interface CachedBlocks permits LruBlocks, LfuBlocks, TinyLfuBlocks {
    /// What a block counts for beside its bytes: its place, the nodes that hold it; about.
    int BLOCK_OVERHEAD_BYTES = 120;

    /// Where a block stands.
    record Place(long table, long offset) {}

    static CachedBlocks of(CachePolicy policy, long bytesMax) {
        return switch (policy) {
            case LRU -> new LruBlocks(bytesMax);
            case LFU -> new LfuBlocks(bytesMax);
            case W_TINY_LFU -> new TinyLfuBlocks(bytesMax);
        };
    }

    /// A use of the block, when it is here.
    Optional<CachedBlock> find(Place place);

    /// Takes the block, and lets others go, or does not take it. Whatever is let go is told so
    /// ([CachedBlock#letGo]).
    void keep(CachedBlock block);

    /// Those that would go first come first, where the policy knows.
    void forEach(Consumer<CachedBlock> action);

    /// What is here counts for.
    long bytes();
}
