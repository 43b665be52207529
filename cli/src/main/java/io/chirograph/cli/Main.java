package io.chirograph.cli;

import io.chirograph.cli.demo.DemoCommand;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/// Where the process starts, and the only place that ends it.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int exitCode = run(writer(System.out), writer(System.err), arguments);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    /// Text is UTF-8 whatever the platform's locale says, so that output is the same everywhere.
    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /// Runs one command in this process.
    /// @return 0 when it is done, 1 when it failed or refused, 2 when it was used wrongly
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine().setOut(out).setErr(err).execute(arguments);
    }

    static CommandLine commandLine() {
        return new CommandLine(new ChirographCommand())
                .addSubcommand(new DemoCommand(Main::run))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(Failures::explainUsage)
                .setExecutionExceptionHandler(Failures::explain);
    }
}
