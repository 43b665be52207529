package io.chirograph.benchmarks;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "chirograph bench",
        mixinStandardHelpOptions = true,
        version = "chirograph bench",
        description = "Measures Chirograph beside its peers, in alternation and in one run.",
        subcommands = ReportCommand.class)
final class BenchCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which benchmark?");
    }
}
