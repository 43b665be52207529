package io.chirograph.store;

import java.util.concurrent.atomic.AtomicIntegerArray;

/// How many threads use something. Each counts in a place that it shares with few others, so that
/// threads that come and go at the same time seldom wait for one another. Thread-safe.
final class UseCount {
    private static final int PLACES = 16;

    /// Between two places: a line of a processor's cache.
    private static final int SPACING = 64 / Integer.BYTES;

    private final AtomicIntegerArray counts = new AtomicIntegerArray((PLACES + 1) * SPACING);

    private static int place() {
        return ((int) Thread.currentThread().threadId() & (PLACES - 1)) * SPACING + SPACING;
    }

    void enter() {
        counts.incrementAndGet(place());
    }

    /// On the thread that entered.
    void leave() {
        counts.decrementAndGet(place());
    }

    /// Whether nobody who entered before some moment since the call is still there: exact as soon as
    /// nobody enters any more but to leave at once.
    boolean isNone() {
        for (int place = 1; place <= PLACES; place++) {
            if (counts.get(place * SPACING) != 0) {
                return false;
            }
        }
        return true;
    }
}
