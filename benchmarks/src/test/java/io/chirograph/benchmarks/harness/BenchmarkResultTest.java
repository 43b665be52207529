package io.chirograph.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.benchmarks.harness.BenchmarkRow.Better;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkResultTest {
    @TempDir private Path directory;

    private static BenchmarkRow row(Better better, Optional<String> reference) {
        return new BenchmarkRow(
                "commit-1",
                "commits/s",
                better,
                List.of(30.0, 10.0, 20.0),
                Map.of("slow", List.of(5.0), "fast", List.of(40.0, 20.0)),
                reference,
                OptionalDouble.of(0.7),
                OptionalDouble.empty(),
                "a <note>");
    }

    @Test
    void holdsOursAgainstTheBestPeersMedian() {
        assertThat(row(Better.HIGHER, Optional.empty()).ratio()).hasValue(20.0 / 30.0);
        assertThat(row(Better.HIGHER, Optional.empty()).isMet()).hasValue(false);
        assertThat(row(Better.LOWER, Optional.empty()).ratio()).hasValue(4);
        assertThat(row(Better.HIGHER, Optional.of("slow")).ratio()).hasValue(4);
        assertThat(row(Better.HIGHER, Optional.of("slow")).isMet()).hasValue(true);
    }

    @Test
    void givesBackWhatItWrote() {
        BenchmarkResult result =
                new BenchmarkResult(
                        "abc",
                        "machine",
                        "2026-01-01T00:00:00Z",
                        "bench",
                        List.of(row(Better.HIGHER, Optional.of("slow"))));
        Path file = directory.resolve("result.json");
        result.write(file);
        assertThat(BenchmarkResult.read(file)).isEqualTo(result);
    }

    @Test
    void refusesAFileThatIsNoResult() throws IOException {
        Path file = Files.writeString(directory.resolve("other.json"), "{");
        assertThatThrownBy(() -> BenchmarkResult.read(file))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("other.json is not a result");
    }

    @Test
    void drawsAPageThatLoadsNothing() {
        String page =
                ReportPage.of(
                        List.of(
                                new BenchmarkResult(
                                        "abc",
                                        "machine",
                                        "date",
                                        "bench <store>",
                                        List.of(row(Better.HIGHER, Optional.empty())))));
        assertThat(page)
                .contains(
                        "<svg", "0.67 × fast; the goal is at least 0.70: not met", "a &lt;note&gt;")
                .doesNotContain("http", "src=", "href=");
    }
}
