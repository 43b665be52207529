package io.chirograph.benchmarks;

import io.chirograph.benchmarks.harness.BenchmarkResult;
import io.chirograph.benchmarks.harness.ReportPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Draws results as one HTML page that needs nothing else.")
final class ReportCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Results, as --json wrote them.")
    private List<Path> files = List.of();

    @Option(
            names = "--out",
            paramLabel = "FILE.html",
            defaultValue = "benchmarks.html",
            description = "The page to write; ${DEFAULT-VALUE} unless said.")
    private Path out = Path.of("benchmarks.html");

    @Override
    public Integer call() throws IOException {
        List<BenchmarkResult> results = files.stream().map(BenchmarkResult::read).toList();
        Files.writeString(out, ReportPage.of(results));
        spec.commandLine().getOut().println("written: " + out.toAbsolutePath());
        return 0;
    }
}
