package io.chirograph.benchmarks.signatures;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.batch.ParallelBatch;
import io.chirograph.benchmarks.harness.BenchmarkRow;
import io.chirograph.benchmarks.harness.ResultOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `bench signatures`.
@Command(
        name = "signatures",
        mixinStandardHelpOptions = true,
        description = {
            "Many signatures at once on all processors, beside the libraries called in a loop:"
                    + " transactions read with their senders, and batches of Ed25519 and BLS"
                    + " signatures."
        })
public final class SignaturesCommand implements Callable<Integer> {
    /// A BLS signature takes as long as thirty others.
    private static final int BLS_SHARE = 20;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--count",
            defaultValue = "10000",
            paramLabel = "N",
            description =
                    "Signatures in a batch, of BLS a twentieth; ${DEFAULT-VALUE} unless said.")
    private int count = 10_000;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            paramLabel = "R",
            description = "Samples after two to warm up; ${DEFAULT-VALUE} unless said.")
    private int rounds = 5;

    @Option(
            names = "--rows",
            split = ",",
            paramLabel = "NAME",
            description = "Only these rows; all unless said.")
    private List<String> rows = List.of();

    @Mixin private ResultOptions result = new ResultOptions();

    @Override
    public Integer call() {
        if (count < 1 || rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--count and --rounds are above 0.");
        }
        List<BenchmarkRow> measured;
        int processors = Runtime.getRuntime().availableProcessors();
        try (ExecutorService threads = Executors.newFixedThreadPool(processors);
                ForkJoinPool pool = new ForkJoinPool(processors)) {
            measured = measure(threads, processors, pool);
        }
        result.report(
                spec.commandLine().getOut(),
                "chirograph bench signatures --count %d --rounds %d".formatted(count, rounds),
                measured);
        return 0;
    }

    private List<BenchmarkRow> measure(ExecutorService threads, int processors, ForkJoinPool pool) {
        Batches batches =
                new Batches(ParallelBatch.on(pool, 1, System::nanoTime, new BatchMetrics(0)));
        int blsCount = Math.max(1, count / BLS_SHARE);
        Map<String, Supplier<Comparison>> all = new LinkedHashMap<>();
        all.put("recover-2-cores", () -> new Recovery(count, threads, processors).comparison());
        all.put("ed25519-batch", () -> batches.ed25519(count));
        all.put("bls-batch-distinct", () -> batches.blsDistinct(blsCount));
        all.put("bls-batch-same-message", () -> batches.blsSameMessage(blsCount));
        all.put("bls-aggregate", () -> batches.blsAggregate(blsCount));
        if (!all.keySet().containsAll(rows)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--rows: the rows are %s, not %s".formatted(all.keySet(), rows));
        }
        List<BenchmarkRow> measured = new ArrayList<>();
        all.forEach((name, comparison) -> {
            if (rows.isEmpty() || rows.contains(name)) {
                measured.add(comparison.get().measure(rounds));
            }
        });
        return measured;
    }
}
