package io.chirograph.simulator;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;

/// `chirograph simulate`.
public final class Main {
    /// Kept, since loggers that nobody holds forget their level.
    private static final Logger LOGGER = Logger.getLogger("io.chirograph");

    private Main() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exitCode = run(out, err, arguments);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /// @return 0 when all promises held, 1 when one was broken, 2 when used wrongly
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        // Replicas of a simulation meet nothing but trouble, and the story of a run tells of it.
        LOGGER.setLevel(Level.OFF);
        return new CommandLine(
                        new SimulateCommand(
                                out,
                                System::nanoTime,
                                ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime))
                .setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }
}
