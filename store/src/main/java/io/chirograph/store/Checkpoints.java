package io.chirograph.store;

/// How memory tables go to disk, and with them how much of the log a recovery has to read. May
/// differ at every open.
///
/// A checkpoint is incremental: it writes one full memory table, which is what was committed since
/// the one before, to a file of its own, and lets the log go that held these commits. Commits go on
/// meanwhile, into another memory table.
///
/// @param threads that write memory tables, each another one; 1 to 16. As many, and two at least,
///     may wait for the disk before commits wait for them
/// @param logBytesMax a memory table goes to disk early rather than that all in memory have more of
///     the log, so that a recovery replays at most about as much: beside it one segment that is
///     needed in part, and the commits that filled a table up; 64 KiB or more
public record Checkpoints(int threads, long logBytesMax) {
    private static final int THREADS_MAX = 16;
    private static final long LOG_BYTES_MIN = 64 << 10;

    public Checkpoints {
        if (threads < 1 || threads > THREADS_MAX) {
            throw new IllegalArgumentException(
                    "threads is %d, allowed are 1 to %d".formatted(threads, THREADS_MAX));
        }
        if (logBytesMax < LOG_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "logBytesMax is %d, allowed are %d and more"
                            .formatted(logBytesMax, LOG_BYTES_MIN));
        }
    }

    /// Two threads, 64 MiB of log.
    public static Checkpoints defaults() {
        return new Checkpoints(2, 64 << 20);
    }

    public Checkpoints withThreads(int count) {
        return new Checkpoints(count, logBytesMax);
    }

    public Checkpoints withLogBytesMax(long bytes) {
        return new Checkpoints(threads, bytes);
    }

    /// Full memory tables that may wait for the disk before commits wait for them.
    int frozenMax() {
        return Math.max(2, threads);
    }

    /// How much of the log one memory table may have.
    long tableLogBytesMax() {
        return logBytesMax / frozenMax();
    }
}
