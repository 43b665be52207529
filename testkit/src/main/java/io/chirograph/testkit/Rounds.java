package io.chirograph.testkit;

import java.time.Duration;

/// How often a test of random input goes round: a fixed number of times, so that it is short and replays from its
/// seed; with `-Dfuzz.seconds=N` it then goes on until N seconds have passed. Single-owner.
public final class Rounds {
    private final long endNanos;
    private int left;

    private Rounds(int count, Duration length) {
        this.left = count;
        this.endNanos = System.nanoTime() + length.toNanos();
    }

    /// @param tests so many share the seconds
    public static Rounds atLeast(int count, int tests) {
        return new Rounds(
                count, Duration.ofSeconds(Long.getLong("fuzz.seconds", 0L)).dividedBy(tests));
    }

    /// Whether another round is wanted.
    public boolean next() {
        return left-- > 0 || System.nanoTime() < endNanos;
    }
}
