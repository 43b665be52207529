package io.chirograph.batch;

/// What became of one batch.
///
/// @param count items in it, at least 1
/// @param failed those that failed
/// @param startNanos when work on it began, by the caller's clock
/// @param endNanos when it was done
/// @param waitingCount items that waited for the next batch then
public record BatchOutcome(
        int count, int failed, long startNanos, long endNanos, int waitingCount) {
    public BatchOutcome {
        if (count < 1 || failed < 0 || failed > count || waitingCount < 0) {
            throw new IllegalArgumentException(
                    "a batch has at least 1 item and no more failures than items, not %d and %d, with %d waiting"
                            .formatted(count, failed, waitingCount));
        }
        if (endNanos - startNanos < 0) {
            throw new IllegalArgumentException("a batch ends before it begins");
        }
    }

    long nanos() {
        return endNanos - startNanos;
    }
}
