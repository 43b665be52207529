package io.chirograph.store;

/// What became of a call that ran a transaction until it committed.
///
/// @param value what the work returned
/// @param version of the commit; of work without writes, the version it read
/// @param isolation the level of the attempt that committed
/// @param attempts how often the work ran; 0 when the value was kept from an earlier call with the
///     same idempotency key
public record Committed<T>(T value, long version, IsolationLevel isolation, int attempts) {
    /// Whether an earlier call with the same idempotency key did the work.
    public boolean isRepeated() {
        return attempts == 0;
    }
}
