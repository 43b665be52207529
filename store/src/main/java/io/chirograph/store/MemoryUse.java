package io.chirograph.store;

/// What the parts of a store take in memory, and may take now.
///
/// @param share of what was chosen, the part that is allowed while memory is short: an eighth to 1
/// @param logBufferBytes of the log's two buffers
/// @param logBufferBytesMax what one group of commits may take, but for a single longer commit
/// @param memtableBytesMax of one memory table
/// @param blockCacheBytesMax of the block cache
/// @param pool where the second level of the block cache is
public record MemoryUse(
        double share,
        long logBufferBytes,
        long logBufferBytesMax,
        long memtableBytesMax,
        long blockCacheBytesMax,
        PoolUse pool) {}
