package io.chirograph.batch;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/// What one batcher, or what works on its batches, has done so far. Told the time; thread-safe.
public final class BatchMetrics {
    /// Sizes in the histogram: 1, 2, 3–4, 5–8, … up to 2^30 and above.
    public static final int BUCKETS = 32;

    /// How far back throughput and utilisation look, at least; at most twice as far.
    private static final long PERIOD_NANOS = 10_000_000_000L;

    /// At one moment.
    ///
    /// @param batches done since the start
    /// @param items in them
    /// @param failed of these
    /// @param processingNanos spent on them
    /// @param itemsPerSecond lately
    /// @param utilisation part of the time, lately, in which a batch was worked on; above 1 when several
    ///     were at once
    /// @param efficiency η = T_sequential / T_batch: what the items would have cost each in a batch of its own,
    ///     by what batches of different sizes were seen to cost, to what they did cost; 1 while unknown
    /// @param sizes how many batches by size: entry i counts sizes above 2^(i−1) and up to 2^i
    public record Snapshot(
            long batches,
            long items,
            long failed,
            long processingNanos,
            double itemsPerSecond,
            double utilisation,
            double efficiency,
            List<Long> sizes) {
        public Snapshot {
            sizes = List.copyOf(sizes);
        }

        /// Mean time of a batch; 0 before the first.
        public double processingNanosMean() {
            return batches == 0 ? 0 : (double) processingNanos / batches;
        }

        /// From 0 to 1.
        public double errorRate() {
            return items == 0 ? 0 : (double) failed / items;
        }

        public double sizeMean() {
            return batches == 0 ? 0 : (double) items / batches;
        }
    }

    private final CostModel cost = new CostModel();
    private final long[] sizes = new long[BUCKETS];
    private long batches;
    private long items;
    private long failed;
    private long processingNanos;

    // The period that runs, and the one before it.
    private long sinceNanos;
    private long periodItems;
    private long periodBusyNanos;
    private long previousItems;
    private long previousBusyNanos;
    private long previousNanos;

    public BatchMetrics(long nowNanos) {
        sinceNanos = nowNanos;
    }

    public synchronized void record(BatchOutcome outcome) {
        roll(outcome.endNanos());
        batches++;
        items += outcome.count();
        failed += outcome.failed();
        processingNanos += outcome.nanos();
        periodItems += outcome.count();
        periodBusyNanos += outcome.nanos();
        sizes[bucketOf(outcome.count())]++;
        cost.add(outcome.count(), outcome.nanos());
    }

    private static int bucketOf(int count) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
    }

    private void roll(long nowNanos) {
        long nanos = nowNanos - sinceNanos;
        if (nanos >= PERIOD_NANOS) {
            previousItems = periodItems;
            previousBusyNanos = periodBusyNanos;
            previousNanos = nanos;
            periodItems = 0;
            periodBusyNanos = 0;
            sinceNanos = nowNanos;
        }
    }

    public synchronized Snapshot snapshot(long nowNanos) {
        roll(nowNanos);
        double nanos = Math.max(1, previousNanos + Math.max(0, nowNanos - sinceNanos));
        return new Snapshot(
                batches,
                items,
                failed,
                processingNanos,
                (previousItems + periodItems) * 1e9 / nanos,
                (previousBusyNanos + periodBusyNanos) / nanos,
                cost.efficiency(),
                LongStream.of(Arrays.copyOf(sizes, BUCKETS)).boxed().toList());
    }
}
