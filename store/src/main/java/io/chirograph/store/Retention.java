package io.chirograph.store;

/// What a store keeps of its past. May differ at every open; what is gone does not come back.
///
/// @param historyVersions how many versions behind the latest durable one can still be read at, and
///     rolled back to; 0, the default, keeps none but those of open snapshots and transactions
/// @param times whether it is kept when each of these versions was committed
/// @param idempotencyKeys how many results of [Store#computeOnce] are kept, the latest; 1 to 16 Mi
public record Retention(long historyVersions, Times times, int idempotencyKeys) {
    /// Whether times of commits are kept.
    public enum Times {
        /// Versions can be read at by number only.
        NOT_KEPT,
        /// Each commit writes a row of a few bytes with its time, so [Store#snapshotAt(Instant)] knows
        /// what there was at a time.
        KEPT
    }

    /// Everything that was ever committed.
    public static final long ALL_VERSIONS = Long.MAX_VALUE;

    private static final int IDEMPOTENCY_KEYS_DEFAULT = 100_000;
    private static final int IDEMPOTENCY_KEYS_MAX = 16 << 20;

    public Retention {
        if (historyVersions < 0) {
            throw new IllegalArgumentException(
                    "historyVersions is %d, allowed are 0 and more".formatted(historyVersions));
        }
        if (idempotencyKeys < 1 || idempotencyKeys > IDEMPOTENCY_KEYS_MAX) {
            throw new IllegalArgumentException(
                    "idempotencyKeys is %d, allowed are 1 to %d"
                            .formatted(idempotencyKeys, IDEMPOTENCY_KEYS_MAX));
        }
    }

    public static Retention defaults() {
        return new Retention(0, Times.NOT_KEPT, IDEMPOTENCY_KEYS_DEFAULT);
    }

    public Retention withHistoryVersions(long versions) {
        return new Retention(versions, times, idempotencyKeys);
    }

    public Retention withIdempotencyKeys(int count) {
        return new Retention(historyVersions, times, count);
    }

    public Retention withTimes(Times chosen) {
        return new Retention(historyVersions, chosen, idempotencyKeys);
    }
}
