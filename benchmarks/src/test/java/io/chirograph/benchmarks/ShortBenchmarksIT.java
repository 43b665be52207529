package io.chirograph.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.benchmarks.harness.BenchmarkResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole benchmarks that need no peer, as short as they can be: that they run, print, write and draw.
final class ShortBenchmarksIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path directory;

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void aComparisonOfCachesIsPrintedAndWrittenAndDrawn() {
        Path json = directory.resolve("cache.json");
        Path page = directory.resolve("cache.html");
        assertThat(
                        run(
                                "cache",
                                "--blocks",
                                "100",
                                "--reads",
                                "500",
                                "--rounds",
                                "1",
                                "--json",
                                json.toString()))
                .isZero();
        assertThat(out.toString()).contains("cache-zipf", "lru");
        assertThat(BenchmarkResult.read(json).rows()).hasSize(4);

        assertThat(run("report", "--out", page.toString(), json.toString())).isZero();
        assertThat(page).content().contains("cache-zipf");
    }

    @Test
    void rulesForTheSizeOfBatchesAreComparedOnEachLoadAndLayer() {
        assertThat(run("batching", "--rounds", "1", "--data", directory.toString())).isZero();
        assertThat(out.toString())
                .contains(
                        "step-latency-p99",
                        "eta-log",
                        "eta-agreement",
                        "eta-network",
                        "eta-execution");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void batchesOfSignaturesAreComparedWithTheLibraries() {
        assertThat(run("signatures", "--count", "40", "--rounds", "1")).isZero();
        assertThat(out.toString())
                .contains(
                        "recover-2-cores",
                        "ed25519-batch",
                        "bls-batch-distinct",
                        "bls-batch-same-message",
                        "bls-aggregate");
        assertThat(run("signatures", "--rows", "bls")).isEqualTo(2);
    }

    @Test
    void tokenTransfersAreConfirmedByFourMembersOverJsonRpc() {
        Path json = directory.resolve("network.json");
        Path data = directory.resolve("data");
        int exitCode =
                run(
                        "network",
                        "--peers=none",
                        "--senders=16",
                        "--connections=2",
                        "--unconfirmed=64",
                        "--rate=2000",
                        "--warm-up=1",
                        "--seconds=1",
                        "--rounds=1",
                        "--data=" + data,
                        "--json=" + json);
        assertThat(exitCode).as(out + "\n" + err).isZero();
        assertThat(BenchmarkResult.read(json).rows())
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.name()).isEqualTo("erc20-confirmed");
                    assertThat(row.ours()).hasSize(1).allMatch(rate -> rate > 0);
                });
        assertThat(run("network", "--senders=1", "--connections=2")).isEqualTo(2);
        assertThat(run("network", "--peers=besu", "--data=" + data)).isEqualTo(2);
        assertThat(err.toString()).contains("not 'besu'");
    }

    @Test
    void membersThatAreKilledStoppedAndCutOffLoseNothing() {
        int exitCode =
                run("chaos", "--minutes", "0.1", "--seed", "3", "--data", directory.toString());
        assertThat(exitCode).as(out + "\n" + err).isZero();
        assertThat(out.toString()).contains("chaos-answers", "linearizable");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void chaosRefusesTimesAndSeedsThatAreNone() {
        assertThat(run("chaos", "--minutes", "0")).isEqualTo(2);
        assertThat(run("chaos", "--seed", "tomorrow")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--minutes is at least 0.05.", "--seed is a number, not 'tomorrow'.");
    }

    @Test
    void anEnduranceRunIsDrawnAsACourseOfTime() {
        Path json = directory.resolve("endurance.json");
        Path page = directory.resolve("endurance.html");
        Path data = directory.resolve("data");
        assertThat(
                        run(
                                "endurance",
                                "--minutes",
                                "0.05",
                                "--records",
                                "2000",
                                "--data",
                                data.toString(),
                                "--json",
                                json.toString()))
                .isZero();
        assertThat(BenchmarkResult.read(json).rows().getFirst().ours()).hasSize(40);
        assertThat(run("report", "--out", page.toString(), json.toString())).isZero();
        assertThat(page).content().contains("endurance-p999 by time", "polyline");
    }
}
