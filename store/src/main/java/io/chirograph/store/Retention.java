package io.chirograph.store;

/// What a store keeps of its past. May differ at every open; what is gone does not come back.
///
/// @param historyVersions how many versions behind the latest durable one can still be read at, and
///     rolled back to; 0, the default, keeps none but those of open snapshots and transactions
/// @param idempotencyKeys how many results of [Store#computeOnce] are kept, the latest; 1 to 16 Mi
public record Retention(long historyVersions, int idempotencyKeys) {
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
        return new Retention(0, IDEMPOTENCY_KEYS_DEFAULT);
    }

    public Retention withHistoryVersions(long versions) {
        return new Retention(versions, idempotencyKeys);
    }

    public Retention withIdempotencyKeys(int count) {
        return new Retention(historyVersions, count);
    }
}
