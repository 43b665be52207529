package io.chirograph.consensus.pbft;

/// The time at which an event happened, as the node's clocks told it.
///
/// @param nanos a monotonic clock: only differences count
/// @param wallMillis milliseconds since 1970 UTC, at least 0; may jump
public record Now(long nanos, long wallMillis) {
    public Now {
        if (wallMillis < 0) {
            throw new IllegalArgumentException(
                    "the wall clock is at least 0 ms, not " + wallMillis);
        }
    }
}
