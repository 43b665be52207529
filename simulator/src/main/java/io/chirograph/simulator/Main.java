package io.chirograph.simulator;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/// `chirograph simulate`.
public final class Main {
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
        return new CommandLine(new SimulateCommand(out))
                .setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }
}
