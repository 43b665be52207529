package io.chirograph.store;

/// What a store keeps of its past.
///
/// @param idempotencyKeys how many results of [Store#computeOnce] are kept, the latest; 1 to 16 Mi
public record Retention(int idempotencyKeys) {
    private static final int IDEMPOTENCY_KEYS_DEFAULT = 100_000;
    private static final int IDEMPOTENCY_KEYS_MAX = 16 << 20;

    public Retention {
        if (idempotencyKeys < 1 || idempotencyKeys > IDEMPOTENCY_KEYS_MAX) {
            throw new IllegalArgumentException(
                    "idempotencyKeys is %d, allowed are 1 to %d"
                            .formatted(idempotencyKeys, IDEMPOTENCY_KEYS_MAX));
        }
    }

    public static Retention defaults() {
        return new Retention(IDEMPOTENCY_KEYS_DEFAULT);
    }

    public Retention withIdempotencyKeys(int count) {
        return new Retention(count);
    }
}
