package io.chirograph.store;

import java.util.Optional;
import java.util.function.BiConsumer;

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

    static int cost(byte[] block) {
        return block.length + BLOCK_OVERHEAD_BYTES;
    }

    /// A use of the block, when it is here.
    Optional<byte[]> find(Place place);

    /// Takes the block, and lets others go, or does not take it.
    void keep(Place place, byte[] block);

    /// Those that would go first come first, where the policy knows.
    void forEach(BiConsumer<Place, byte[]> action);

    /// What is here counts for.
    long bytes();
}
