package io.chirograph.benchmarks.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.benchmarks.harness.BenchmarkRow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointSuiteIT {
    @TempDir private Path directory;

    @Test
    void measuresMemoryTablesOnTheirWayToDiskByCountOfThreads() {
        List<BenchmarkRow> rows =
                new CheckpointSuite(directory, List.of(1, 2), Duration.ofMillis(700), 1).run();
        assertThat(rows)
                .extracting(BenchmarkRow::name)
                .containsExactly("checkpoint-rate", "checkpoint-commit-p99", "checkpoint-stalls");
        assertThat(rows.getFirst().samplesOf("1 thread"))
                .allSatisfy(rate -> assertThat(rate).isPositive());
        assertThat(rows.get(1).ours()).allSatisfy(millis -> assertThat(millis).isPositive());
    }
}
