package io.chirograph.benchmarks.batching;

import io.chirograph.batch.BatchOutcome;
import io.chirograph.batch.BatchPolicy;
import io.chirograph.batch.Batcher;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// One worker behind a batcher in simulated time: a batch takes a fixed time and some for each item, within a
/// tenth more or less. The same seed gives the same run.
final class SimulatedWorker {
    static final long BATCH_NANOS = 2_000_000;
    static final long ITEM_NANOS = 20_000;

    private static final int WAITING_MAX = 1_000_000;

    /// What one run gave.
    ///
    /// @param refused items for which there was no room
    record Run(long items, long refused, long nanos, long[] latencies) {
        double perSecond() {
            return items * 1e9 / nanos;
        }

        double latencyMillis(double quantile) {
            return latencies[(int) Math.min(latencies.length - 1, quantile * latencies.length)]
                    / 1e6;
        }
    }

    private final Batcher<Long> batcher;
    private final Load load;
    private final Random random;
    private long[] latencies = new long[1 << 16];
    private int items;
    private long refused;

    SimulatedWorker(BatchPolicy<Long> policy, Load load, long seed) {
        this.batcher = new Batcher<>(policy, _ -> 1, WAITING_MAX, WAITING_MAX);
        this.load = load;
        this.random = new Random(seed);
    }

    Run run() {
        long now = 0;
        long arrival = load.nextNanos(0, random);
        while (arrival < load.endNanos() || batcher.waitingCount() > 0) {
            long due = batcher.dueNanos().orElse(Long.MAX_VALUE);
            if (due > now && arrival <= due) {
                now = Math.max(now, arrival);
                arrival = offer(arrival);
                continue;
            }
            now = Math.max(now, due);
            List<Long> batch = batcher.take(now);
            long cost = cost(batch.size());
            while (arrival <= now + cost) {
                arrival = offer(arrival);
            }
            long end = now + cost;
            batch.forEach(offered -> add(end - offered));
            batcher.observe(new BatchOutcome(batch.size(), 0, now, end, batcher.waitingCount()));
            now = end;
        }
        long[] sorted = Arrays.copyOf(latencies, items);
        Arrays.sort(sorted);
        return new Run(items, refused, now, sorted);
    }

    private long offer(long arrival) {
        if (arrival < load.endNanos() && !batcher.offer(arrival, arrival)) {
            refused++;
        }
        return arrival < load.endNanos() ? load.nextNanos(arrival, random) : Long.MAX_VALUE;
    }

    private long cost(int count) {
        return (long) ((BATCH_NANOS + count * ITEM_NANOS) * (0.9 + 0.2 * random.nextDouble()));
    }

    private void add(long nanos) {
        if (items == latencies.length) {
            latencies = Arrays.copyOf(latencies, 2 * items);
        }
        latencies[items++] = nanos;
    }
}
