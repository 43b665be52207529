package io.chirograph.benchmarks;

import io.chirograph.benchmarks.batching.BatchingCommand;
import io.chirograph.benchmarks.consensus.ChaosCommand;
import io.chirograph.benchmarks.consensus.ConsensusCommand;
import io.chirograph.benchmarks.evm.EvmCommand;
import io.chirograph.benchmarks.execution.ExecutionCommand;
import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.benchmarks.network.NetworkCommand;
import io.chirograph.benchmarks.signatures.SignaturesCommand;
import io.chirograph.benchmarks.store.CacheCommand;
import io.chirograph.benchmarks.store.CheckpointsCommand;
import io.chirograph.benchmarks.store.EnduranceCommand;
import io.chirograph.benchmarks.store.StoreCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/// Where `chirograph bench` starts.
public final class Main {
    /// Kept, since loggers that nobody holds forget their level.
    private static final Logger LOGGER = Logger.getLogger("io.chirograph");

    private Main() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        // Engines leave threads of their own behind.
        System.exit(run(out, err, arguments));
    }

    /// @return 0 when it was measured, 1 when it could not be, 2 when used wrongly
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        // What connects and disconnects is what is measured.
        LOGGER.setLevel(Level.WARNING);
        return new CommandLine(new BenchCommand())
                .addSubcommand(new StoreCommand())
                .addSubcommand(new EvmCommand())
                .addSubcommand(new ExecutionCommand())
                .addSubcommand(new SignaturesCommand())
                .addSubcommand(new ConsensusCommand())
                .addSubcommand(new ChaosCommand())
                .addSubcommand(new BatchingCommand())
                .addSubcommand(new NetworkCommand())
                .addSubcommand(new CacheCommand())
                .addSubcommand(new CheckpointsCommand())
                .addSubcommand(new EnduranceCommand())
                .setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(Main::explain)
                .execute(arguments);
    }

    private static int explain(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        boolean isExpected = failure instanceof BenchmarkException;
        err.println("chirograph bench: " + (isExpected ? failure.getMessage() : failure));
        BenchCommand bench = (BenchCommand) command.getCommandSpec().root().userObject();
        if (bench.debug()) {
            failure.printStackTrace(err);
        } else if (!isExpected) {
            err.println("Run it again with --debug to see where.");
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
