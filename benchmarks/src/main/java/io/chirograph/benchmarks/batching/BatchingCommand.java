package io.chirograph.benchmarks.batching;

import io.chirograph.batch.BatchPolicy;
import io.chirograph.batch.ClassicSizeController;
import io.chirograph.batch.GradientSizeController;
import io.chirograph.batch.SizeRange;
import io.chirograph.benchmarks.harness.BenchmarkRow;
import io.chirograph.benchmarks.harness.DataFolder;
import io.chirograph.benchmarks.harness.ResultOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

/// `chirograph bench batching`: how controllers of the batch size compare, in simulated time, and what batches
/// are worth in each layer.
@Command(
        name = "batching",
        mixinStandardHelpOptions = true,
        description = "Compares rules for the size of batches, and tells what batches save.")
public final class BatchingCommand implements Callable<Integer> {
    private static final SizeRange RANGE = new SizeRange(1, 2_000);
    private static final long AGE_NANOS = 50_000_000;
    private static final long LATENCY_NANOS = 50_000_000;
    private static final long PERIOD_NANOS = 100_000_000;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private ResultOptions result = new ResultOptions();

    @Option(names = "--rounds", description = "Runs of each row (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where the logs go while it runs: a directory on a real disk; a temporary one"
                            + " unless said.")
    private Optional<Path> data = Optional.empty();

    private interface Policies {
        BatchPolicy<Long> make();
    }

    private static Map<String, Policies> contenders() {
        Map<String, Policies> contenders = new LinkedHashMap<>();
        contenders.put("gradient", BatchingCommand::gradient);
        contenders.put("classic", BatchingCommand::classic);
        contenders.put("fixed-10", () -> new BatchPolicy.SizeOrAge<>(10, 1 << 20, AGE_NANOS));
        contenders.put("fixed-100", () -> new BatchPolicy.SizeOrAge<>(100, 1 << 20, AGE_NANOS));
        contenders.put("fixed-2000", () -> new BatchPolicy.SizeOrAge<>(2_000, 1 << 20, AGE_NANOS));
        return contenders;
    }

    private static BatchPolicy<Long> gradient() {
        return new BatchPolicy.Adaptive<>(
                new GradientSizeController(RANGE, LATENCY_NANOS, PERIOD_NANOS), 1 << 20, AGE_NANOS);
    }

    private static BatchPolicy<Long> classic() {
        return new BatchPolicy.Adaptive<>(
                new ClassicSizeController(
                        RANGE, ClassicSizeController.TARGET_PER_SECOND_DEFAULT, PERIOD_NANOS, 0),
                1 << 20,
                AGE_NANOS);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds is above 0.");
        }
        List<BenchmarkRow> rows = new ArrayList<>();
        for (Load load : Load.values()) {
            rows.addAll(rowsOf(load));
        }
        Path directory = DataFolder.make(data, "batching");
        try {
            for (Layer layer : Layer.values()) {
                rows.add(efficiency(layer, directory));
            }
        } finally {
            DataFolder.delete(directory);
        }
        result.report(
                spec.commandLine().getOut(), "chirograph bench batching --rounds " + rounds, rows);
        return 0;
    }

    private BenchmarkRow efficiency(Layer layer, Path directory)
            throws IOException, InterruptedException {
        List<Double> samples = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            samples.add(layer.efficiency(directory.resolve(layer + "-" + round)));
        }
        return row(
                "eta-" + layer.name().toLowerCase(Locale.ROOT),
                "T_sequential / T_batch",
                BenchmarkRow.Better.HIGHER,
                samples,
                Map.of(),
                Layer.ITEMS + " items");
    }

    private List<BenchmarkRow> rowsOf(Load load) {
        Map<String, List<Double>> p50 = new LinkedHashMap<>();
        Map<String, List<Double>> p99 = new LinkedHashMap<>();
        contenders()
                .forEach((name, policies) -> {
                    for (int round = 0; round < rounds; round++) {
                        SimulatedWorker.Run run =
                                new SimulatedWorker(policies.make(), load, round + 1L).run();
                        p50.computeIfAbsent(name, _ -> new ArrayList<>())
                                .add(run.latencyMillis(0.5));
                        p99.computeIfAbsent(name, _ -> new ArrayList<>())
                                .add(run.latencyMillis(0.99));
                    }
                });
        String what = load.name().toLowerCase(Locale.ROOT);
        return List.of(
                latencies(what + "-latency-p50", p50), latencies(what + "-latency-p99", p99));
    }

    private static BenchmarkRow latencies(String name, Map<String, List<Double>> samples) {
        Map<String, List<Double>> others = new LinkedHashMap<>(samples);
        others.remove("gradient");
        return row(
                name,
                "ms, simulated",
                BenchmarkRow.Better.LOWER,
                samples.getOrDefault("gradient", List.of()),
                others,
                "a batch of n takes 2 ms + 20 µs · n; ours is the gradient rule");
    }

    private static BenchmarkRow row(
            String name,
            String unit,
            BenchmarkRow.Better better,
            List<Double> ours,
            Map<String, List<Double>> peers,
            String note) {
        return new BenchmarkRow(
                name,
                unit,
                better,
                ours,
                peers,
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                note);
    }
}
