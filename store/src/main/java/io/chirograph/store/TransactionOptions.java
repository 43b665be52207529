package io.chirograph.store;

import java.time.Duration;

/// What may be chosen about one transaction, or about one call that runs it until it commits.
///
/// @param isolation at which it begins
/// @param isolationMin how far a call may lower the level when attempts conflict: after every
///     [#CONFLICTS_PER_LEVEL] in a row by one level, never below this one. The same as `isolation`
///     unless the caller chose otherwise; [Committed#isolation()] says which level it ended with
/// @param attemptsMax how often a call runs the work before it gives up; 1 or more
/// @param timeout from the begin, all attempts and pauses counted: afterwards every operation throws
///     [TransactionTimeoutException]. A commit that is in order already is waited for, however long
public record TransactionOptions(
        IsolationLevel isolation, IsolationLevel isolationMin, int attemptsMax, Duration timeout) {
    /// Conflicts in a row before a call lowers the level, where it may.
    public static final int CONFLICTS_PER_LEVEL = 3;

    /// A time-out that never comes.
    public static final Duration NO_TIMEOUT = Duration.ofNanos(Long.MAX_VALUE / 2);

    private static final int ATTEMPTS_DEFAULT = 256;

    public TransactionOptions {
        if (isolationMin.compareTo(isolation) > 0) {
            throw new IllegalArgumentException(
                    "isolationMin is %s, allowed is %s or weaker"
                            .formatted(isolationMin, isolation));
        }
        if (attemptsMax < 1) {
            throw new IllegalArgumentException(
                    "attemptsMax is %d, allowed is 1 or more".formatted(attemptsMax));
        }
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(NO_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "timeout is %s, allowed is more than 0 and at most %s"
                            .formatted(timeout, NO_TIMEOUT));
        }
    }

    /// Serialisable whatever happens, 256 attempts, no time-out.
    public static TransactionOptions defaults() {
        return isolated(IsolationLevel.SERIALIZABLE);
    }

    /// The defaults at `isolation`.
    public static TransactionOptions isolated(IsolationLevel isolation) {
        return new TransactionOptions(isolation, isolation, ATTEMPTS_DEFAULT, NO_TIMEOUT);
    }

    /// Allows to lower the level down to `min`.
    public TransactionOptions withIsolationMin(IsolationLevel min) {
        return new TransactionOptions(isolation, min, attemptsMax, timeout);
    }

    public TransactionOptions withAttemptsMax(int attempts) {
        return new TransactionOptions(isolation, isolationMin, attempts, timeout);
    }

    public TransactionOptions withTimeout(Duration duration) {
        return new TransactionOptions(isolation, isolationMin, attemptsMax, duration);
    }

    /// The level of an attempt after so many conflicts.
    IsolationLevel isolationAfter(int conflicts) {
        IsolationLevel level = isolation;
        for (int lowered = conflicts / CONFLICTS_PER_LEVEL;
                lowered > 0 && level != isolationMin;
                lowered--) {
            level = level.lowerDownTo(isolationMin);
        }
        return level;
    }
}
