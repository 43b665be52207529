package io.chirograph.cli.demo;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.crypto.wallet.DemoAccounts;
import io.chirograph.proof.Genesis;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = {
            "Run four organisations on this machine: each its own process, keys and data.",
            "Sends token transfers, registers and searches documents, kills the primary under load,"
                    + " checks that nothing is lost, and leaves a shell to try more."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int SECONDS_MAX = 86_400;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Keep the network here; the next start with it goes on with the same chain"
                            + " (default: a temporary directory, removed at the end).")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--documents",
            paramLabel = "DIR",
            description = "Register these documents (default: samples in English and Chinese).")
    private Optional<Path> documents = Optional.empty();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Length of the load (default: ${DEFAULT-VALUE}).")
    private int seconds = 20;

    @Option(
            names = "--chain-id",
            paramLabel = "ID",
            description = "Of a new network (default: ${DEFAULT-VALUE}).")
    private long chainId = 1337;

    @Option(names = "--no-shell", description = "End after the summary.")
    private boolean noShell;

    @Option(
            names = "--json",
            description = "Print the summary as JSON; everything else goes to standard error.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private CommandSpec command;

    private final CommandRunner commands;

    /// @param commands what the program offers
    public DemoCommand(CommandRunner commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        Path directory =
                data.isPresent() ? data.get() : Files.createTempDirectory("chirograph-demo-");
        Files.createDirectories(directory);
        DemoReport report = new DemoReport();
        try (DemoNetwork network = new DemoNetwork(directory, chainId, commands);
                StopHook _ = new StopHook(network::close)) {
            play(network, report);
            if (!noShell && terminal().isPresent()) {
                new DemoShell(network, commands, command.commandLine().getErr()).run();
            }
        } finally {
            if (data.isEmpty()) {
                Trees.delete(directory);
            }
        }
        return report.ok() ? 0 : 1;
    }

    private static Optional<Console> terminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }

    private void check() {
        if (seconds < 1 || seconds > SECONDS_MAX) {
            throw new ParameterException(
                    command.commandLine(),
                    "--seconds is %d, allowed are 1 to %d".formatted(seconds, SECONDS_MAX));
        }
        if (chainId < 1 || chainId > Genesis.CHAIN_ID_MAX) {
            throw new ParameterException(
                    command.commandLine(),
                    "--chain-id is %d, allowed are 1 to %d"
                            .formatted(chainId, Genesis.CHAIN_ID_MAX));
        }
        if (documents.isPresent() && !Files.isDirectory(documents.get())) {
            throw new CommandFailure(
                    "--documents %s is not a directory".formatted(documents.get()));
        }
    }

    private void play(DemoNetwork network, DemoReport report)
            throws IOException, InterruptedException {
        PrintWriter log = command.commandLine().getErr();
        say(
                log,
                network.existed()
                        ? "Starting the four members of before"
                        : "Making four members and their genesis");
        long startNanos = System.nanoTime();
        network.start();
        report.figure("start seconds", (System.nanoTime() - startNanos) / 1e9);
        DemoBanner.print(network, log);
        DemoScreen screen = new DemoScreen(log, terminal().map(Console::writer));
        new DemoPlay(network, DemoAccounts.keys(), documents, seconds, commands, report, screen)
                .run();
        PrintWriter out = command.commandLine().getOut();
        PrintWriter summary = json ? log : out;
        say(summary, "");
        say(summary, report.ok() ? "Summary: every check held" : "Summary: NOT every check held");
        report.lines().forEach(line -> say(summary, line));
        if (json) {
            say(out, report.toJson());
        }
    }

    private static void say(PrintWriter writer, String line) {
        writer.println(line);
        writer.flush();
    }
}
