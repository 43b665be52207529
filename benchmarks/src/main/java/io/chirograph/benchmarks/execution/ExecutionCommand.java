package io.chirograph.benchmarks.execution;

import io.chirograph.benchmarks.BenchmarkException;
import io.chirograph.benchmarks.BenchmarkResult;
import io.chirograph.benchmarks.Machine;
import io.chirograph.benchmarks.ResultTable;
import io.chirograph.benchmarks.evm.Contracts;
import io.chirograph.types.Bytes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `bench execution`.
@Command(
        name = "execution",
        mixinStandardHelpOptions = true,
        description = {
            "Blocks of transfers executed on all processors and on one, and the share of the state"
                    + " root."
        })
public final class ExecutionCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--transactions",
            defaultValue = "10000",
            paramLabel = "N",
            description = "In a block, each by a sender of its own; ${DEFAULT-VALUE} unless said.")
    private int transactions = 10_000;

    @Option(
            names = "--warm-up",
            defaultValue = "4",
            paramLabel = "N",
            description =
                    "Blocks of each kind before those that count; ${DEFAULT-VALUE} unless said.")
    private int warmUp = 4;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            paramLabel = "R",
            description = "Blocks of each kind that count; ${DEFAULT-VALUE} unless said.")
    private int rounds = 5;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the ledgers go while it runs; a temporary directory unless said.")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the result there.")
    private Optional<Path> json = Optional.empty();

    @Override
    public Integer call() throws IOException {
        if (transactions < 1 || rounds < 1 || warmUp < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--transactions and --rounds are above 0.");
        }
        PrintWriter out = spec.commandLine().getOut();
        Path directory =
                data.isPresent()
                        ? Files.createDirectories(data.get().resolve("execution"))
                        : Files.createTempDirectory("execution");
        int processors = Runtime.getRuntime().availableProcessors();
        try (ExecutorService threads = Executors.newFixedThreadPool(processors)) {
            ExecutionSuite suite =
                    new ExecutionSuite(
                            directory,
                            Bytes.fromHex(Contracts.code("Token")),
                            transactions,
                            warmUp,
                            rounds,
                            threads,
                            processors - 1,
                            out);
            BenchmarkResult result =
                    new BenchmarkResult(
                            Machine.commit(),
                            Machine.describe(),
                            OffsetDateTime.now(ZoneOffset.UTC)
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .toString(),
                            "chirograph bench execution --transactions %d --warm-up %d --rounds %d"
                                    .formatted(transactions, warmUp, rounds),
                            suite.run());
            out.println();
            out.print(ResultTable.of(result));
            out.flush();
            json.ifPresent(result::write);
        } finally {
            delete(directory);
        }
        return 0;
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new BenchmarkException(directory + " can't be removed: " + e.getMessage(), e);
        }
    }
}
