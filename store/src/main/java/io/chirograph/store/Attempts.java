package io.chirograph.store;

import java.util.function.Function;

/// Runs a transaction's work until it commits. Between attempts it waits at random up to a bound
/// that doubles with every conflict (exponential backoff with full jitter). Thread-safe.
final class Attempts {
    /// What the second repetition waits at most; the first one does not wait.
    private static final long PAUSE_NANOS_FIRST = 50_000;

    private static final long PAUSE_NANOS_MAX = 50_000_000;

    private final Store store;
    private final Waiter waiter;

    Attempts(Store store, Waiter waiter) {
        this.store = store;
        this.waiter = waiter;
    }

    <T> Committed<T> run(TransactionOptions options, Function<Transaction, T> work) {
        long deadline = waiter.nanoTime() + options.timeout().toNanos();
        for (int attempt = 1; ; attempt++) {
            try (Transaction tx = store.begin(options, attempt - 1, deadline)) {
                T value = work.apply(tx);
                return new Committed<>(value, tx.commit(), tx.isolation(), attempt);
            } catch (ConflictException e) {
                if (attempt == options.attemptsMax()) {
                    throw e;
                }
                pause(attempt, options, deadline, e);
            }
        }
    }

    private void pause(
            int conflicts, TransactionOptions options, long deadline, ConflictException last) {
        long left = deadline - waiter.nanoTime();
        if (left <= 0) {
            TransactionTimeoutException late = new TransactionTimeoutException(options.timeout());
            late.addSuppressed(last);
            throw late;
        }
        long nanosMax = pauseNanosMax(conflicts);
        if (nanosMax > 0) {
            waiter.pause(Math.min(nanosMax, left));
        }
    }

    static long pauseNanosMax(int conflicts) {
        if (conflicts < 2) {
            return 0;
        }
        return Math.min(PAUSE_NANOS_MAX, PAUSE_NANOS_FIRST << Math.min(conflicts - 2, 20));
    }
}
