package io.chirograph.cli.demo;

import java.util.ArrayList;
import java.util.List;

/// When transfers were confirmed, and how long each took. Thread-safe.
final class Confirmations {
    private final List<Long> latencyNanos = new ArrayList<>();

    /// Of each block that confirmed any, ascending.
    private final List<Long> timesNanos = new ArrayList<>();

    synchronized void add(long sentNanos, long nowNanos) {
        latencyNanos.add(nowNanos - sentNanos);
        if (timesNanos.isEmpty() || timesNanos.getLast() < nowNanos) {
            timesNanos.add(nowNanos);
        }
    }

    synchronized long count() {
        return latencyNanos.size();
    }

    synchronized long[] latenciesNanos() {
        return latencyNanos.stream().mapToLong(Long::longValue).toArray();
    }

    /// The longest time without any confirmation between two moments.
    synchronized long longestGapNanos(long fromNanos, long toNanos) {
        long last = fromNanos;
        long longest = 0;
        for (long time : timesNanos) {
            if (time - fromNanos >= 0 && time - toNanos <= 0) {
                longest = Math.max(longest, time - last);
                last = time;
            }
        }
        return Math.max(longest, toNanos - last);
    }
}
