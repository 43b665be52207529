package io.chirograph.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Listed here for the help; the launcher starts the simulator as a program of its own.
@Command(
        name = "simulate",
        description = "Run whole clusters with faults on simulated time; needs the sources.")
final class SimulateCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            hidden = true,
            description = "What to simulate, such as --scenario partition --seed 1.")
    private List<String> arguments = List.of();

    @Override
    public Integer call() {
        throw BenchCommand.startedByTheLauncher("simulate", arguments);
    }
}
