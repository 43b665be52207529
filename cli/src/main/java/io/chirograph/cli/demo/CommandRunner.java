package io.chirograph.cli.demo;

import io.chirograph.cli.console.CommandFailure;
import java.io.PrintWriter;
import java.io.StringWriter;

/// Runs one of the program's commands in this process, as if it had been typed.
@FunctionalInterface
public interface CommandRunner {
    /// @return the command's exit code
    int run(PrintWriter out, PrintWriter err, String... command);

    /// Runs a command whose output is of no interest.
    /// @throws CommandFailure with what it said, when it did not succeed
    default void require(String... command) {
        StringWriter messages = new StringWriter();
        PrintWriter writer = new PrintWriter(messages, true);
        if (run(writer, writer, command) != 0) {
            throw new CommandFailure(messages.toString().strip());
        }
    }
}
