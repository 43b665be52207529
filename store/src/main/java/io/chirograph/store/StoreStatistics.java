package io.chirograph.store;

import io.chirograph.batch.BatchMetrics;

/// What a store has done since it was opened and what it holds now, for metrics.
///
/// @param commits transactions that wrote something
/// @param conflicts transactions refused at commit
/// @param groups log groups written, each with one sync
/// @param logBytes bytes written to the log, headers and packing counted
/// @param stalls commits that had to wait for room in the log's buffer or in memory
/// @param stallNanosMax the longest of these waits
/// @param pacedCommits commits that waited for up to the time of a sync, since work had piled up
/// @param flushes memory tables written to disk
/// @param flushedBytes bytes these wrote
/// @param compactions merges of tables
/// @param compactedBytes bytes these wrote
/// @param blockCacheHits blocks found in memory
/// @param blockCacheMisses blocks read from disk
/// @param blockCacheBytes these blocks take, about
/// @param blockCachePolicy which block leaves a full cache
/// @param secondLevelHits blocks found in the cache's second level, of those not in memory
/// @param secondLevelMisses blocks not found there either
/// @param secondLevelRejected blocks found there that were not whole, and read from disk instead
/// @param memory what the parts take, and may take now
/// @param latestVersion of the latest commit in order
/// @param durableVersion of the latest commit on stable storage
/// @param memtables in memory, the one being filled counted
/// @param memtableBytes these take, about
/// @param tables sorted files on disk
/// @param tableBytes these take
/// @param logSegments files of the log that a recovery would read
/// @param openViews snapshots and transactions that hold versions back from being dropped
/// @param log its groups as batches of commits: how many by size, mean time to write and sync one,
///     and the part of the time in which the log was busy
public record StoreStatistics(
        long commits,
        long conflicts,
        long groups,
        long logBytes,
        long stalls,
        long stallNanosMax,
        long pacedCommits,
        long flushes,
        long flushedBytes,
        long compactions,
        long compactedBytes,
        long blockCacheHits,
        long blockCacheMisses,
        long blockCacheBytes,
        CachePolicy blockCachePolicy,
        long secondLevelHits,
        long secondLevelMisses,
        long secondLevelRejected,
        MemoryUse memory,
        long latestVersion,
        long durableVersion,
        int memtables,
        long memtableBytes,
        int tables,
        long tableBytes,
        int logSegments,
        int openViews,
        BatchMetrics.Snapshot log) {
    /// Commits that shared one sync, on average.
    public double commitsPerGroup() {
        return groups == 0 ? 0 : (double) commits / groups;
    }

    /// Of the blocks asked for, the part that was in memory: 0 to 1.
    public double blockCacheHitRatio() {
        long asked = blockCacheHits + blockCacheMisses;
        return asked == 0 ? 0 : (double) blockCacheHits / asked;
    }
}
