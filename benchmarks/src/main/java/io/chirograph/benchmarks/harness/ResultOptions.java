package io.chirograph.benchmarks.harness;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// What every benchmark does with what it found: prints it, and writes it where `--json` says.
public final class ResultOptions {
    @Option(names = "--json", paramLabel = "FILE", description = "Write the result there.")
    private Optional<Path> json = Optional.empty();

    /// @param command with every option that the rows depend on, so that it can be repeated
    /// @throws BenchmarkException when the file can't be written
    public void report(PrintWriter out, String command, List<BenchmarkRow> rows) {
        BenchmarkResult result =
                new BenchmarkResult(
                        Machine.commit(),
                        Machine.describe(),
                        OffsetDateTime.now(ZoneOffset.UTC)
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString(),
                        command,
                        rows);
        out.println();
        out.print(ResultTable.of(result));
        out.flush();
        json.ifPresent(result::write);
    }
}
