package io.chirograph.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.benchmarks.harness.BenchmarkResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path directory;

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void aResultThatIsNotThereIsOneLineAndNoStackTrace() {
        assertThat(run("report", directory.resolve("missing.json").toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("chirograph bench: ").contains("missing.json");
        assertThat(err.toString()).hasLineCount(1);
    }

    @Test
    void anUnexpectedFailureShowsItsStackTraceOnlyWhenAskedTo() {
        String nowhere = directory.resolve("no/such/folder/page.html").toString();
        assertThat(run("report", "--out", nowhere, written())).isEqualTo(1);
        assertThat(err.toString()).contains("page.html", "--debug").doesNotContain("\tat ");

        assertThat(run("report", "--debug", "--out", nowhere, written())).isEqualTo(1);
        assertThat(err.toString()).contains("\tat ");
    }

    private String written() {
        Path file = directory.resolve("result.json");
        new BenchmarkResult("c", "m", "d", "bench", List.of()).write(file);
        return file.toString();
    }

    @Test
    void anUnknownRowIsRefusedWithTheNamesOfAll() {
        assertThat(run("consensus", "--row", "order-200", "--row", "order-2000")).isEqualTo(2);
        assertThat(err.toString()).contains("'order-2000'", "latency-p50");
    }

    @Test
    void anUnknownBenchmarkIsRefused() {
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(err.toString()).contains("nonsense");
    }

    @Test
    void numbersBelowTheirLeastAreRefusedBeforeAnythingRuns() {
        assertThat(run("batching", "--rounds", "0")).isEqualTo(2);
        assertThat(run("consensus", "--seconds", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--rounds", "--seconds");
        assertThat(out.toString()).isEmpty();
    }
}
