package io.chirograph.network;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Counts refused connections, and logs the first of each remote address and reason in a while: an attacker
/// must not be able to fill the log, nor this table. Thread-safe.
final class Refusals {
    private static final Logger LOGGER = System.getLogger(Refusals.class.getName());
    private static final long LOG_AGAIN_NANOS = Duration.ofMinutes(10).toNanos();
    private static final int LOGGED_MAX = 1024;

    private record Source(String address, Refusal reason) {}

    private final LongSupplier nanoTime;
    private final Map<Refusal, AtomicLong> counts = new EnumMap<>(Refusal.class);

    /// When each was logged, oldest first; guarded by itself.
    private final LinkedHashMap<Source, Long> logged = new LinkedHashMap<>();

    Refusals(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        for (Refusal reason : Refusal.values()) {
            counts.put(reason, new AtomicLong());
        }
    }

    /// @return whether this one was logged
    boolean add(String address, Refusal reason, String detail) {
        count(reason).incrementAndGet();
        if (!isNews(new Source(address, reason))) {
            return false;
        }
        LOGGER.log(
                Level.WARNING,
                "connection refused remote={0} reason=\"{1}\" detail=\"{2}\"; the same is not"
                        + " logged again for ten minutes",
                address,
                reason,
                detail);
        return true;
    }

    private boolean isNews(Source source) {
        long now = nanoTime.getAsLong();
        synchronized (logged) {
            Long before = logged.get(source);
            if (before != null && now - before < LOG_AGAIN_NANOS) {
                return false;
            }
            if (before == null && logged.size() == LOGGED_MAX) {
                // All within the period: another address has to wait until the oldest may be
                // forgotten.
                Map.Entry<Source, Long> oldest = logged.firstEntry();
                if (now - oldest.getValue() < LOG_AGAIN_NANOS) {
                    return false;
                }
                logged.pollFirstEntry();
            }
            logged.putLast(source, now);
            return true;
        }
    }

    Map<Refusal, Long> counts() {
        Map<Refusal, Long> result = new EnumMap<>(Refusal.class);
        counts.forEach((reason, count) -> result.put(reason, count.get()));
        return result;
    }

    private AtomicLong count(Refusal reason) {
        return Objects.requireNonNull(counts.get(reason));
    }
}
