package io.chirograph.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Time that passes only in pauses, each of which takes as long as it may. Single-owner.
final class ManualWaiter implements Waiter {
    private final List<Long> pauses = new ArrayList<>();
    private long now = -5;

    List<Long> pauses() {
        return pauses;
    }

    void pass(long nanos) {
        now += nanos;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    /// As many nanoseconds after 1970.
    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(now);
    }

    @Override
    public void pause(long nanosMax) {
        pauses.add(nanosMax);
        now += nanosMax;
    }
}
