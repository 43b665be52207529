package io.chirograph.store;

/// What may be chosen about a store. Sizes are in bytes. Only the log's segment size and the codecs
/// shape files, and these may differ at every open.
///
/// @param logSegmentBytes 16 KiB to 1 GiB; a log file is as long, or as its only group if that is
///     longer, and is used again when its commits are in tables
/// @param transactionBytesMax how much one transaction may write, keys, values and 32 bytes an
///     operation; 1 KiB to 1 GiB
/// @param memtableBytesMax what is held in memory before it goes to a table; while writes are faster
///     than the disk two more are in memory, or as many as `checkpoints` has threads
/// @param blockCacheBytesMax how many bytes of table blocks are kept in memory
/// @param logCodec of every log group
/// @param tableCodec of every table block
/// @param retention what is kept of the past
/// @param blockCachePolicy which block leaves a full cache; can be changed while the store is open
/// @param secondLevel where blocks are kept that the block cache has no room for
/// @param checkpoints how memory tables go to disk, and how much log a recovery has to read
public record StoreOptions(
        int logSegmentBytes,
        int transactionBytesMax,
        int memtableBytesMax,
        int blockCacheBytesMax,
        Codec logCodec,
        Codec tableCodec,
        Retention retention,
        CachePolicy blockCachePolicy,
        SecondLevel secondLevel,
        Checkpoints checkpoints) {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    public StoreOptions {
        checkRange("logSegmentBytes", logSegmentBytes, 16 * KIB, 1024 * MIB);
        checkRange("transactionBytesMax", transactionBytesMax, KIB, 1024 * MIB);
        checkRange("memtableBytesMax", memtableBytesMax, KIB, 1024 * MIB);
        checkRange("blockCacheBytesMax", blockCacheBytesMax, 0, Integer.MAX_VALUE);
    }

    private static void checkRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "%s is %d, allowed are %d to %d".formatted(name, value, min, max));
        }
    }

    public static StoreOptions defaults() {
        return new StoreOptions(
                4 * MIB,
                32 * MIB,
                64 * MIB,
                64 * MIB,
                Codec.NONE,
                Codec.LZ4,
                Retention.defaults(),
                CachePolicy.W_TINY_LFU,
                SecondLevel.none(),
                Checkpoints.defaults());
    }

    /// Little memory and small files, and the same steps every time: for tests, simulations and
    /// small devices.
    public static StoreOptions small() {
        return new StoreOptions(
                64 * KIB,
                48 * KIB,
                32 * KIB,
                64 * KIB,
                Codec.NONE,
                Codec.NONE,
                Retention.defaults(),
                CachePolicy.LRU,
                SecondLevel.none(),
                Checkpoints.defaults());
    }

    public StoreOptions withLogSegmentBytes(int bytes) {
        return new StoreOptions(
                bytes,
                transactionBytesMax,
                memtableBytesMax,
                blockCacheBytesMax,
                logCodec,
                tableCodec,
                retention,
                blockCachePolicy,
                secondLevel,
                checkpoints);
    }

    public StoreOptions withTransactionBytesMax(int bytes) {
        return new StoreOptions(
                logSegmentBytes,
                bytes,
                memtableBytesMax,
                blockCacheBytesMax,
                logCodec,
                tableCodec,
                retention,
                blockCachePolicy,
                secondLevel,
                checkpoints);
    }

    public StoreOptions withMemtableBytesMax(int bytes) {
        return new StoreOptions(
                logSegmentBytes,
                transactionBytesMax,
                bytes,
                blockCacheBytesMax,
                logCodec,
                tableCodec,
                retention,
                blockCachePolicy,
                secondLevel,
                checkpoints);
    }

    public StoreOptions withBlockCacheBytesMax(int bytes) {
        return new StoreOptions(
                logSegmentBytes,
                transactionBytesMax,
                memtableBytesMax,
                bytes,
                logCodec,
                tableCodec,
                retention,
                blockCachePolicy,
                secondLevel,
                checkpoints);
    }

    public StoreOptions withLogCodec(Codec codec) {
        return new StoreOptions(
                logSegmentBytes,
                transactionBytesMax,
                memtableBytesMax,
                blockCacheBytesMax,
                codec,
                tableCodec,
                retention,
                blockCachePolicy,
                secondLevel,
                checkpoints);
    }

    public StoreOptions withTableCodec(Codec codec) {
        return new StoreOptions(
                logSegmentBytes,
                transactionBytesMax,
                memtableBytesMax,
                blockCacheBytesMax,
                logCodec,
                codec,
                retention,
                blockCachePolicy,
                secondLevel,
                checkpoints);
    }

    public StoreOptions withRetention(Retention kept) {
        return new StoreOptions(
                logSegmentBytes,
                transactionBytesMax,
                memtableBytesMax,
                blockCacheBytesMax,
                logCodec,
                tableCodec,
                kept,
                blockCachePolicy,
                secondLevel,
                checkpoints);
    }

    public StoreOptions withBlockCachePolicy(CachePolicy policy) {
        return new StoreOptions(
                logSegmentBytes,
                transactionBytesMax,
                memtableBytesMax,
                blockCacheBytesMax,
                logCodec,
                tableCodec,
                retention,
                policy,
                secondLevel,
                checkpoints);
    }

    public StoreOptions withCheckpoints(Checkpoints chosen) {
        return new StoreOptions(
                logSegmentBytes,
                transactionBytesMax,
                memtableBytesMax,
                blockCacheBytesMax,
                logCodec,
                tableCodec,
                retention,
                blockCachePolicy,
                secondLevel,
                chosen);
    }

    public StoreOptions withSecondLevel(SecondLevel chosen) {
        return new StoreOptions(
                logSegmentBytes,
                transactionBytesMax,
                memtableBytesMax,
                blockCacheBytesMax,
                logCodec,
                tableCodec,
                retention,
                blockCachePolicy,
                chosen,
                checkpoints);
    }

    /// Divides one budget for all that the store keeps in the heap over its parts: half of it goes to
    /// memory tables, as many as there may be at a time, a quarter to the block cache, an eighth to
    /// the log's two buffers. The last eighth is for what grows with the tables' count and size:
    /// indexes, filters, blocks that are being merged. So a transaction may write a sixteenth.
    /// @param bytes 512 KiB to 8 GiB
    public StoreOptions withMemoryBudget(long bytes) {
        if (bytes < 512 * KIB || bytes > 8L << 30) {
            throw new IllegalArgumentException(
                    "memory budget is %d, allowed are %d to %d"
                            .formatted(bytes, 512 * KIB, 8L << 30));
        }
        int tables = checkpoints.frozenMax() + 1;
        int buffer = (int) Math.min(bytes / 16, 512L * MIB);
        return withMemtableBytesMax((int) Math.min(bytes / 2 / tables, 1024L * MIB))
                .withBlockCacheBytesMax((int) Math.min(bytes / 4, Integer.MAX_VALUE))
                .withTransactionBytesMax(Math.min(transactionBytesMax, buffer))
                .withLogSegmentBytes(Math.clamp(logSegmentBytes, 16 * KIB, 2 * buffer));
    }
}
