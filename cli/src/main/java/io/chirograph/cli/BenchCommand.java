package io.chirograph.cli;

import io.chirograph.cli.console.CommandFailure;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Listed here for the help; the launcher starts the benchmarks as a program of their own.
@Command(
        name = "bench",
        description = "Measure parts beside their peers, such as 'bench store'; needs the sources.")
final class BenchCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", hidden = true, description = "What to measure, and how.")
    private List<String> arguments = List.of();

    @Override
    public Integer call() {
        throw startedByTheLauncher("bench", arguments);
    }

    /// Why a program of its own does not start from here.
    static CommandFailure startedByTheLauncher(String program, List<String> arguments) {
        return new CommandFailure(
                "'%s' is a program of its own: start './chirograph %s %s' in the source tree"
                        .formatted(program, program, String.join(" ", arguments)));
    }
}
