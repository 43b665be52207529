package io.chirograph.benchmarks.execution;

import io.chirograph.benchmarks.evm.Contracts;
import io.chirograph.benchmarks.harness.DataFolder;
import io.chirograph.benchmarks.harness.ResultOptions;
import io.chirograph.types.Bytes;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            description =
                    "Where the ledgers go while it runs: a directory on a real disk; a temporary"
                            + " one unless said.")
    private Optional<Path> data = Optional.empty();

    @Mixin private ResultOptions result = new ResultOptions();

    @Override
    public Integer call() {
        if (transactions < 1 || rounds < 1 || warmUp < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--transactions and --rounds are above 0.");
        }
        PrintWriter out = spec.commandLine().getOut();
        Path directory = DataFolder.make(data, "execution");
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
            result.report(
                    out,
                    "chirograph bench execution --transactions %d --warm-up %d --rounds %d"
                            .formatted(transactions, warmUp, rounds),
                    suite.run());
        } finally {
            DataFolder.delete(directory);
        }
        return 0;
    }
}
