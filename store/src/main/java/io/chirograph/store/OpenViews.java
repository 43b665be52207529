package io.chirograph.store;

import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// The versions at which snapshots and transactions read now, each with how many do. Thread-safe.
final class OpenViews {
    private final TreeMap<Long, Integer> counts = new TreeMap<>();
    private int total;

    /// Takes the version from `current` and holds it, in one step: whoever asks for the oldest
    /// version afterwards learns of it, or knows that `current` had already moved on.
    synchronized long open(LongSupplier current) {
        long version = current.getAsLong();
        counts.merge(version, 1, Integer::sum);
        total++;
        return version;
    }

    /// Takes `step` when there is no view; none opens meanwhile.
    /// @return whether it was taken
    synchronized boolean ifNone(Runnable step) {
        if (total > 0) {
            return false;
        }
        step.run();
        return true;
    }

    synchronized void close(long version) {
        counts.computeIfPresent(version, (v, count) -> count == 1 ? null : count - 1);
        total--;
    }

    synchronized OptionalLong oldest() {
        return counts.isEmpty() ? OptionalLong.empty() : OptionalLong.of(counts.firstKey());
    }

    /// Sorted.
    synchronized long[] versions() {
        return counts.keySet().stream().mapToLong(Long::longValue).toArray();
    }

    synchronized int count() {
        return total;
    }
}
