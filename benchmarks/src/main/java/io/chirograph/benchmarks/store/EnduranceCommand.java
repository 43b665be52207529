package io.chirograph.benchmarks.store;

import io.chirograph.benchmarks.harness.DataFolder;
import io.chirograph.benchmarks.harness.ResultOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `bench endurance`.
@Command(
        name = "endurance",
        mixinStandardHelpOptions = true,
        description =
                "The store under a mixed load for minutes: memory, the slowest commits by time, and"
                        + " what is on disk afterwards.")
public final class EnduranceCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--minutes",
            defaultValue = "10",
            paramLabel = "M",
            description = "How long; ${DEFAULT-VALUE} unless said.")
    private double minutes = 10;

    @Option(
            names = "--records",
            defaultValue = "500000",
            paramLabel = "N",
            description = "How many different keys there are; ${DEFAULT-VALUE} unless said.")
    private int records = 500_000;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "A directory on a real disk; a temporary one unless said.")
    private Optional<Path> data = Optional.empty();

    @Mixin private ResultOptions result = new ResultOptions();

    @Override
    public Integer call() {
        if (minutes <= 0 || records < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--minutes and --records are above 0.");
        }
        Path directory = DataFolder.make(data, "endurance");
        try {
            result.report(
                    spec.commandLine().getOut(),
                    "chirograph bench endurance --minutes %s --records %d"
                            .formatted(minutes, records),
                    new EnduranceSuite(
                                    directory,
                                    new Records(records),
                                    Duration.ofNanos((long) (minutes * 60e9)))
                            .run());
        } finally {
            DataFolder.delete(directory);
        }
        return 0;
    }
}
