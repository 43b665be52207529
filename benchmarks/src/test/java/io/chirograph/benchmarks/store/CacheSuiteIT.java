package io.chirograph.benchmarks.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.benchmarks.harness.BenchmarkRow;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheSuiteIT {
    @Test
    void comparesAllPoliciesOnFourTraces() {
        List<BenchmarkRow> rows = new CacheSuite(400, 8000, 1).run();
        assertThat(rows)
                .extracting(BenchmarkRow::name)
                .containsExactly("cache-zipf", "cache-scan", "cache-loop", "cache-shifting");
        for (BenchmarkRow row : rows) {
            assertThat(row.peers()).containsOnlyKeys("lru", "lfu");
            assertThat(row.ours()).allSatisfy(ratio -> assertThat(ratio).isBetween(0.0, 1.0));
        }
        BenchmarkRow loop = rows.get(2);
        assertThat(BenchmarkRow.median(loop.ours()))
                .isGreaterThan(BenchmarkRow.median(loop.samplesOf("lru")));
    }
}
