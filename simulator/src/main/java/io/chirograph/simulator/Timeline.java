package io.chirograph.simulator;

import java.util.Arrays;

/// Simulated time and what is to happen in it. Things due at one time happen in the order they were
/// planned, so that a run depends on nothing but its plan. Single-owner.
///
/// A binary heap in arrays, since a run plans and takes a million things a second.
final class Timeline {
    static final long MILLI = 1_000_000;

    private long[] dueNanos = new long[1_024];
    private long[] orders = new long[1_024];
    private Runnable[] bodies = new Runnable[1_024];
    private int size;
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
        if (size == bodies.length) {
            dueNanos = Arrays.copyOf(dueNanos, 2 * size);
            orders = Arrays.copyOf(orders, 2 * size);
            bodies = Arrays.copyOf(bodies, 2 * size);
        }
        long due = nanos + Math.max(0, delayNanos);
        long ownOrder = order++;
        int at = size++;
        while (at > 0 && isBefore(due, ownOrder, (at - 1) / 2)) {
            move((at - 1) / 2, at);
            at = (at - 1) / 2;
        }
        put(at, due, ownOrder, body);
    }

    private boolean isBefore(long due, long ownOrder, int at) {
        return due < dueNanos[at] || (due == dueNanos[at] && ownOrder < orders[at]);
    }

    private void move(int from, int to) {
        put(to, dueNanos[from], orders[from], bodies[from]);
    }

    private void put(int at, long due, long ownOrder, Runnable body) {
        dueNanos[at] = due;
        orders[at] = ownOrder;
        bodies[at] = body;
    }

    void atMillis(long millis, Runnable body) {
        after(millis * MILLI - nanos, body);
    }

    /// Lets everything happen that is due by `endNanos`, which is the time afterwards.
    void runUntil(long endNanos) {
        while (size > 0 && dueNanos[0] <= endNanos) {
            nanos = Math.max(nanos, dueNanos[0]);
            Runnable next = bodies[0];
            removeFirst();
            next.run();
        }
        nanos = endNanos;
    }

    private void removeFirst() {
        size--;
        long due = dueNanos[size];
        long ownOrder = orders[size];
        Runnable body = bodies[size];
        int at = 0;
        int child = firstChild(at);
        while (child < size && !isBefore(due, ownOrder, child)) {
            move(child, at);
            at = child;
            child = firstChild(at);
        }
        put(at, due, ownOrder, body);
        bodies[size] = Timeline::nothing;
    }

    /// The child that is due first; at or beyond the size when there is none.
    private int firstChild(int at) {
        int left = 2 * at + 1;
        int right = left + 1;
        return right < size && isBefore(dueNanos[right], orders[right], left) ? right : left;
    }

    /// In an empty place.
    private static void nothing() {}
}
