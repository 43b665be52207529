package io.chirograph.benchmarks.consensus;

import io.chirograph.benchmarks.harness.BenchmarkRow;
import io.chirograph.benchmarks.harness.DataFolder;
import io.chirograph.benchmarks.harness.ResultOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `chirograph bench chaos`: real processes killed, stopped and cut off at random, and whether clients could tell.
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description =
                "Kills, stops and cuts off four member processes at random under load, and checks"
                        + " that what clients were told is linearizable and nothing is lost.")
public final class ChaosCommand implements Callable<Integer> {
    private static final double MINUTES_MIN = 0.05;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private ResultOptions result = new ResultOptions();

    @Option(
            names = "--minutes",
            description = "How long members are maltreated (default: ${DEFAULT-VALUE}).")
    private double minutes = 10;

    @Option(
            names = "--seed",
            description =
                    "Decides what is done and when, decimal or hexadecimal with 0x (default:"
                            + " ${DEFAULT-VALUE}).")
    private String seed = "1";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where members keep their data while it runs: a directory on a real disk; a"
                            + " temporary one unless said.")
    private Optional<Path> data = Optional.empty();

    @Override
    public Integer call() throws Exception {
        if (!(minutes >= MINUTES_MIN)) {
            throw new ParameterException(
                    spec.commandLine(), "--minutes is at least " + MINUTES_MIN + ".");
        }
        PrintWriter out = spec.commandLine().getOut();
        Path directory = DataFolder.make(data, "chaos");
        Chaos.Ending ending;
        try {
            ending =
                    new Chaos(directory, seed(), Duration.ofMillis((long) (minutes * 60_000)))
                            .run();
        } finally {
            DataFolder.delete(directory);
        }
        String command =
                String.format(
                        Locale.ROOT,
                        "chirograph bench chaos --minutes %s --seed %s",
                        minutes,
                        seed);
        if (!ending.story().isEmpty()) {
            out.println(
                    "VIOLATED after %d answers: ".formatted(ending.answered())
                            + ending.story().getFirst());
            ending.story().stream().skip(1).forEach(out::println);
            out.println("The same faults again: ./" + command);
            out.flush();
            return 1;
        }
        result.report(out, command, rows(ending));
        return 0;
    }

    private long seed() {
        try {
            return Long.decode(seed);
        } catch (NumberFormatException e) {
            throw new ParameterException(
                    spec.commandLine(), "--seed is a number, not '%s'.".formatted(seed), e);
        }
    }

    private static List<BenchmarkRow> rows(Chaos.Ending ending) {
        return List.of(
                row(
                        "chaos-answers",
                        "requests",
                        BenchmarkRow.Better.HIGHER,
                        (double) ending.answered(),
                        "each in the log of all members once, in an order that is linearizable; %d times"
                                        .formatted(ending.faults())
                                + " a member was killed, stopped or cut off"),
                row(
                        "chaos-gap",
                        "ms",
                        BenchmarkRow.Better.LOWER,
                        ending.gapMillis(),
                        "the longest time without an answer to anybody; there were times without a"
                                + " quorum"));
    }

    private static BenchmarkRow row(
            String name, String unit, BenchmarkRow.Better better, double value, String note) {
        return new BenchmarkRow(
                name,
                unit,
                better,
                List.of(value),
                Map.of(),
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                note);
    }
}
