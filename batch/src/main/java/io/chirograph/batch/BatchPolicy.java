package io.chirograph.batch;

/// When a batch is due, and how large one may be. Immutable, and a function of its arguments only.
public interface BatchPolicy {
    /// Most items in one batch, at least 1.
    int countMax();

    /// Most bytes in one batch; an item larger than that travels alone.
    long bytesMax();

    /// When the next batch is due, in the nanoseconds of the caller's clock; a time in the past means now.
    /// @param count how many items wait, at least 1
    /// @param bytes their size
    /// @param oldestNanos when the oldest was offered
    long dueNanos(int count, long bytes, long oldestNanos);

    /// Due with `countMax` items, with `bytesMax` bytes, or when the oldest item has waited `ageNanosMax`.
    record SizeOrAge(int countMax, long bytesMax, long ageNanosMax) implements BatchPolicy {
        public SizeOrAge {
            if (countMax < 1 || bytesMax < 1 || ageNanosMax < 0) {
                throw new IllegalArgumentException(
                        "a batch needs countMax ≥ 1, bytesMax ≥ 1 and ageNanosMax ≥ 0, not %d, %d and %d"
                                .formatted(countMax, bytesMax, ageNanosMax));
            }
        }

        @Override
        public long dueNanos(int count, long bytes, long oldestNanos) {
            boolean full = count >= countMax || bytes >= bytesMax;
            return full ? oldestNanos : oldestNanos + ageNanosMax;
        }
    }
}
