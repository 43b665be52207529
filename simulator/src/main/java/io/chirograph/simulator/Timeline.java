package io.chirograph.simulator;

import java.util.PriorityQueue;

/// Simulated time and what is to happen in it. Things due at one time happen in the order they were
/// planned, so that a run depends on nothing but its plan. Single-owner.
final class Timeline {
    static final long MILLI = 1_000_000;

    private record Action(long nanos, long order, Runnable body) implements Comparable<Action> {
        @Override
        public int compareTo(Action other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Action> actions = new PriorityQueue<>(1_024);
    private long nanos = 1;
    private long order;

    long nanos() {
        return nanos;
    }

    long millis() {
        return nanos / MILLI;
    }

    /// @param delayNanos below 0 counts as 0
    void after(long delayNanos, Runnable body) {
        actions.add(new Action(nanos + Math.max(0, delayNanos), order++, body));
    }

    void atMillis(long millis, Runnable body) {
        after(millis * MILLI - nanos, body);
    }

    /// Lets everything happen that is due by `endNanos`, which is the time afterwards.
    void runUntil(long endNanos) {
        for (Action next = actions.peek();
                next != null && next.nanos() <= endNanos;
                next = actions.peek()) {
            actions.remove();
            nanos = Math.max(nanos, next.nanos());
            next.body().run();
        }
        nanos = endNanos;
    }
}
