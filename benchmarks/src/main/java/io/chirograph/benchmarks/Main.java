package io.chirograph.benchmarks;

import io.chirograph.benchmarks.batching.BatchingCommand;
import io.chirograph.benchmarks.consensus.ConsensusCommand;
import io.chirograph.benchmarks.evm.EvmCommand;
import io.chirograph.benchmarks.execution.ExecutionCommand;
import io.chirograph.benchmarks.signatures.SignaturesCommand;
import io.chirograph.benchmarks.store.StoreCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/// Where `chirograph bench` starts.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int exitCode =
                new CommandLine(new BenchCommand())
                        .addSubcommand(new StoreCommand())
                        .addSubcommand(new EvmCommand())
                        .addSubcommand(new ExecutionCommand())
                        .addSubcommand(new SignaturesCommand())
                        .addSubcommand(new ConsensusCommand())
                        .addSubcommand(new BatchingCommand())
                        .setOut(writer(System.out))
                        .setErr(writer(System.err))
                        .setUsageHelpAutoWidth(true)
                        .setExecutionExceptionHandler(Main::explain)
                        .execute(arguments);
        // Engines leave threads of their own behind.
        System.exit(exitCode);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    private static int explain(
            Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        if (failure instanceof BenchmarkException) {
            command.getErr().println("chirograph bench: " + failure.getMessage());
        } else {
            failure.printStackTrace(command.getErr());
        }
        return 1;
    }
}
