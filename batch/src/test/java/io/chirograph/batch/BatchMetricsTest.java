package io.chirograph.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BatchMetricsTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    @Test
    void countsBatchesItemsAndFailures() {
        BatchMetrics metrics = new BatchMetrics(0);
        metrics.record(new BatchOutcome(1, 0, 0, MILLI, 0));
        metrics.record(new BatchOutcome(5, 1, MILLI, 4 * MILLI, 0));
        metrics.record(new BatchOutcome(4, 0, 4 * MILLI, 5 * MILLI, 0));
        BatchMetrics.Snapshot snapshot = metrics.snapshot(10 * MILLI);

        assertThat(snapshot.batches()).isEqualTo(3);
        assertThat(snapshot.items()).isEqualTo(10);
        assertThat(snapshot.errorRate()).isEqualTo(0.1);
        assertThat(snapshot.processingNanosMean()).isCloseTo(5e6 / 3, within(1.0));
        assertThat(snapshot.itemsPerSecond()).isEqualTo(1_000);
        assertThat(snapshot.utilisation()).isEqualTo(0.5);
        assertThat(snapshot.sizes().subList(0, 5)).containsExactly(1L, 0L, 1L, 1L, 0L);
    }

    @Test
    void forgetsTheRateOfLongAgo() {
        BatchMetrics metrics = new BatchMetrics(0);
        metrics.record(new BatchOutcome(1_000, 0, 0, SECOND, 0));
        metrics.snapshot(20 * SECOND);
        metrics.snapshot(40 * SECOND);
        assertThat(metrics.snapshot(45 * SECOND).itemsPerSecond()).isZero();
        assertThat(metrics.snapshot(45 * SECOND).items()).isEqualTo(1_000);
    }

    @Test
    void tellsHowMuchBatchesSave() {
        BatchMetrics metrics = new BatchMetrics(0);
        long now = 0;
        for (int i = 0; i < 100; i++) {
            int count = 1 + 18 * (i % 2); // 1 and 19: 10 on average
            long cost = 90 + 10L * count;
            metrics.record(new BatchOutcome(count, 0, now, now + cost, 0));
            now += cost;
        }
        // One by one 100 each; in batches of 10, (90 + 100) / 10 each.
        assertThat(metrics.snapshot(now).efficiency()).isCloseTo(100.0 / 19, within(0.2));
    }

    @Test
    void knowsNoEfficiencyBeforeTheFirstBatch() {
        assertThat(new BatchMetrics(0).snapshot(0).efficiency()).isEqualTo(1);
    }
}
