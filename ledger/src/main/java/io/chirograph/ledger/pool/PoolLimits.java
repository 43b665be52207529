package io.chirograph.ledger.pool;

/// What a pool may hold.
///
/// @param transactionsMax of all senders together
/// @param bytesMax of all envelopes together
/// @param perSenderMax transactions of one sender, counted by nonce from the account's own: a nonce
///     further ahead is refused
/// @param transactionBytesMax of one envelope
/// @param lifetimeNanos how long a transaction may wait before it is dropped
public record PoolLimits(
        int transactionsMax,
        long bytesMax,
        int perSenderMax,
        int transactionBytesMax,
        long lifetimeNanos) {
    public PoolLimits {
        require("transactionsMax", transactionsMax);
        require("bytesMax", bytesMax);
        require("perSenderMax", perSenderMax);
        require("transactionBytesMax", transactionBytesMax);
        require("lifetimeNanos", lifetimeNanos);
        if (transactionBytesMax > bytesMax) {
            throw new IllegalArgumentException(
                    "pool: transactionBytesMax is %d, bytesMax is only %d"
                            .formatted(transactionBytesMax, bytesMax));
        }
    }

    private static void require(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "pool: %s is at least 1, not %d".formatted(name, value));
        }
    }
}
