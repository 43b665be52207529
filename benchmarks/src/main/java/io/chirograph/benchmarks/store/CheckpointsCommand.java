package io.chirograph.benchmarks.store;

import io.chirograph.benchmarks.harness.DataFolder;
import io.chirograph.benchmarks.harness.ResultOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `bench checkpoints`.
@Command(
        name = "checkpoints",
        mixinStandardHelpOptions = true,
        description =
                "How fast the store's memory tables go to disk with 1, 2 and 4 threads, and what"
                        + " durable commits take meanwhile.")
public final class CheckpointsCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--threads",
            split = ",",
            defaultValue = "1,2,4",
            paramLabel = "N",
            description = "Counts of threads to compare; ${DEFAULT-VALUE} unless said.")
    private List<Integer> threads = List.of(1, 2, 4);

    @Option(
            names = "--seconds",
            defaultValue = "5",
            paramLabel = "S",
            description = "What one sample takes, after half as long to warm up.")
    private double seconds = 5;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "R",
            description = "Samples of each count; ${DEFAULT-VALUE} unless said.")
    private int rounds = 3;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "A directory on a real disk; a temporary one unless said.")
    private Optional<Path> data = Optional.empty();

    @Mixin private ResultOptions result = new ResultOptions();

    @Override
    public Integer call() {
        boolean anyWrong = threads.stream().anyMatch(count -> count < 1 || count > 16);
        if (anyWrong || threads.isEmpty() || rounds < 1 || seconds <= 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--threads are 1 to 16 each, --rounds and --seconds above 0.");
        }
        Path directory = DataFolder.make(data, "checkpoints");
        try {
            CheckpointSuite suite =
                    new CheckpointSuite(
                            directory, threads, Duration.ofNanos((long) (seconds * 1e9)), rounds);
            result.report(
                    spec.commandLine().getOut(),
                    "chirograph bench checkpoints --threads %s --seconds %s --rounds %d"
                            .formatted(counts(), seconds, rounds),
                    suite.run());
        } finally {
            DataFolder.delete(directory);
        }
        return 0;
    }

    private String counts() {
        return String.join(",", threads.stream().map(String::valueOf).toList());
    }
}
