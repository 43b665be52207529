package io.chirograph.batch;

import java.util.OptionalLong;
import java.util.function.ToIntFunction;

/// When a batch is due, how large one may be, and who goes first. Those here are immutable but for
/// [Adaptive], which has one owner, as its batcher has.
///
/// @param <T> what is gathered
public interface BatchPolicy<T> {
    /// What waits.
    ///
    /// @param count how many items, at least 1
    /// @param bytes their size
    /// @param oldestNanos when the oldest was offered, by the caller's clock
    record Waiting(int count, long bytes, long oldestNanos) {}

    /// Most items in one batch, at least 1.
    int countMax();

    /// Most bytes in one batch; an item larger than that travels alone.
    long bytesMax();

    /// When the next batch is due by the caller's clock, a time in the past means now; empty when more
    /// items have to come first.
    OptionalLong dueNanos(Waiting waiting);

    /// Into how many levels items are sorted, at least 1.
    default int levels() {
        return 1;
    }

    /// An item's level, from 0, the most urgent, up to [#levels] − 1; always the same for the same item.
    /// Within a level the first that came leaves first.
    default int level(T item) {
        return 0;
    }

    /// An item that has waited so long goes before all that have not, whatever their levels, so that none
    /// starves.
    default long patienceNanos() {
        return Long.MAX_VALUE;
    }

    /// Told what a batch cost.
    default void observe(BatchOutcome outcome) {}

    private static void requireLimits(int countMax, long bytesMax, long ageNanosMax) {
        if (countMax < 1 || bytesMax < 1 || ageNanosMax < 0) {
            throw new IllegalArgumentException(
                    "a batch needs countMax ≥ 1, bytesMax ≥ 1 and ageNanosMax ≥ 0, not %d, %d and %d"
                            .formatted(countMax, bytesMax, ageNanosMax));
        }
    }

    /// Due only when full: for work that nobody waits for.
    record Size<T>(int countMax, long bytesMax) implements BatchPolicy<T> {
        public Size {
            requireLimits(countMax, bytesMax, 0);
        }

        @Override
        public OptionalLong dueNanos(Waiting waiting) {
            boolean full = waiting.count() >= countMax || waiting.bytes() >= bytesMax;
            return full ? OptionalLong.of(waiting.oldestNanos()) : OptionalLong.empty();
        }
    }

    /// Due when the oldest item has waited `ageNanosMax`, however many there are.
    record Age<T>(int countMax, long bytesMax, long ageNanosMax) implements BatchPolicy<T> {
        public Age {
            requireLimits(countMax, bytesMax, ageNanosMax);
        }

        @Override
        public OptionalLong dueNanos(Waiting waiting) {
            return OptionalLong.of(waiting.oldestNanos() + ageNanosMax);
        }
    }

    /// Due with `countMax` items, with `bytesMax` bytes, or when the oldest item has waited `ageNanosMax`.
    record SizeOrAge<T>(int countMax, long bytesMax, long ageNanosMax) implements BatchPolicy<T> {
        public SizeOrAge {
            requireLimits(countMax, bytesMax, ageNanosMax);
        }

        @Override
        public OptionalLong dueNanos(Waiting waiting) {
            boolean full = waiting.count() >= countMax || waiting.bytes() >= bytesMax;
            return OptionalLong.of(
                    full ? waiting.oldestNanos() : waiting.oldestNanos() + ageNanosMax);
        }
    }

    /// As [SizeOrAge], but the number of items follows what batches turn out to cost.
    record Adaptive<T>(SizeController size, long bytesMax, long ageNanosMax)
            implements BatchPolicy<T> {
        public Adaptive {
            requireLimits(size.size(), bytesMax, ageNanosMax);
        }

        @Override
        public int countMax() {
            return size.size();
        }

        @Override
        public OptionalLong dueNanos(Waiting waiting) {
            return new SizeOrAge<T>(countMax(), bytesMax, ageNanosMax).dueNanos(waiting);
        }

        @Override
        public void observe(BatchOutcome outcome) {
            size.observe(outcome);
        }
    }

    /// Due as `base` says; more urgent items leave first.
    ///
    /// @param levelOf an item's level, 0 to `levels` − 1, 0 the most urgent
    record Prioritised<T>(
            BatchPolicy<T> base, ToIntFunction<T> levelOf, int levels, long patienceNanos)
            implements BatchPolicy<T> {
        public Prioritised {
            if (levels < 1 || patienceNanos < 0) {
                throw new IllegalArgumentException(
                        "priorities need at least 1 level and a patience ≥ 0 ns, not %d and %d"
                                .formatted(levels, patienceNanos));
            }
        }

        @Override
        public int countMax() {
            return base.countMax();
        }

        @Override
        public long bytesMax() {
            return base.bytesMax();
        }

        @Override
        public OptionalLong dueNanos(Waiting waiting) {
            return base.dueNanos(waiting);
        }

        @Override
        public int level(T item) {
            return levelOf.applyAsInt(item);
        }

        @Override
        public void observe(BatchOutcome outcome) {
            base.observe(outcome);
        }
    }

    /// The level of a fee among 64: fees of the same number of binary digits share one, higher fees go first.
    ///
    /// @param fee at least 0
    static int feeLevel(long fee) {
        return Math.min(Long.SIZE - 1, Long.numberOfLeadingZeros(fee));
    }
}
