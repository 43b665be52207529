package io.chirograph.store;

/// What each part of the store may take in memory now: all of what was chosen, or less while memory is
/// short. Told how much is used, it decides the same every time. Guarded by its owner.
///
/// Under pressure every part is halved at once, down to an eighth; when the pressure is gone for
/// several reports in a row they grow by an eighth, so that it shrinks fast, grows slowly, and does not
/// swing. Between the two marks nothing changes.
final class MemoryBudget {
    /// From this share of the memory on parts shrink.
    private static final double SHORT = 0.85;

    /// Up to this share they may grow.
    private static final double AMPLE = 0.65;

    /// Reports in a row that memory is ample before parts grow.
    private static final int AMPLE_REPORTS = 4;

    private static final int WHOLE = 8;

    /// @param groupBytes of each of the log's two buffers
    /// @param memtableBytes of one memory table
    /// @param cacheBytes of the block cache
    record Limits(int groupBytes, int memtableBytes, int cacheBytes) {
        private Limits part(int eighths) {
            return new Limits(
                    part(groupBytes, eighths),
                    part(memtableBytes, eighths),
                    part(cacheBytes, eighths));
        }

        private static int part(int bytes, int eighths) {
            return (int) ((long) bytes * eighths / WHOLE);
        }
    }

    private Limits chosen;
    private int eighths = WHOLE;
    private int ampleReports;

    MemoryBudget(Limits chosen) {
        this.chosen = chosen;
    }

    /// @return whether the limits changed
    boolean report(MemoryPressure pressure) {
        int before = eighths;
        if (pressure.share() >= SHORT) {
            ampleReports = 0;
            eighths = Math.max(1, eighths / 2);
        } else if (pressure.share() > AMPLE) {
            ampleReports = 0;
        } else if (++ampleReports >= AMPLE_REPORTS && eighths < WHOLE) {
            ampleReports = 0;
            eighths++;
        }
        return eighths != before;
    }

    /// Somebody chose another size for the block cache.
    void chooseCache(int bytes) {
        chosen = new Limits(chosen.groupBytes(), chosen.memtableBytes(), bytes);
    }

    Limits limits() {
        return chosen.part(eighths);
    }

    /// Of what was chosen, the part that is allowed now: an eighth to 1.
    double share() {
        return (double) eighths / WHOLE;
    }
}
