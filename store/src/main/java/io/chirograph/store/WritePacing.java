package io.chirograph.store;

/// How long a commit waits before it takes its place, so that what piles up behind the commits has
/// time to go: full memory tables that wait for the disk, and tables that wait for compaction. Nobody
/// waits for a compaction itself. Immutable; told what there is, it decides the same every time.
///
/// The wait grows with what has piled up, from nothing to the time of one sync: so whoever waits for
/// its commit to be durable takes at most twice as long, and whoever does not is as fast as the disk
/// for once. Memory has a limit beyond that ([Checkpoints]); the count of tables has none, since more
/// of them make reads slower but nothing wrong.
///
/// @param tablesCalm so many tables are usual
/// @param tablesFull with so many or more the wait is longest
/// @param frozenMax memory tables that may wait for the disk before commits stop
record WritePacing(int tablesCalm, int tablesFull, int frozenMax) {
    /// A disk slower than this is waited for by nobody.
    static final long NANOS_MAX = 10_000_000;

    WritePacing(int frozenMax) {
        this(CompactionPolicy.TABLES_MAX, 2 * CompactionPolicy.TABLES_MAX, frozenMax);
    }

    /// Whether there may be something to wait for: asked before every commit.
    boolean mayWait(int tables, int frozen) {
        return tables > tablesCalm || frozen >= frozenMax - 1;
    }

    /// @param tables sorted files
    /// @param frozen full memory tables
    /// @param fill of the memory table that takes commits: 0 to 1
    /// @param syncNanos what a sync takes now, about
    /// @return how long one commit waits at most; 0 when nothing has piled up
    long nanos(int tables, int frozen, double fill, long syncNanos) {
        double byTables = (double) (tables - tablesCalm) / (tablesFull - tablesCalm);
        // Commits stop when the last free memory table is full, so waiting begins when it is half
        // full.
        double byMemory = frozen >= frozenMax - 1 ? 2 * fill - 1 : 0;
        double share = Math.clamp(Math.max(byTables, byMemory), 0, 1);
        return (long) (share * Math.clamp(syncNanos, 0, NANOS_MAX));
    }
}
