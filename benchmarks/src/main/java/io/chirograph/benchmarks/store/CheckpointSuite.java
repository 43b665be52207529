package io.chirograph.benchmarks.store;

import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.benchmarks.harness.BenchmarkRow;
import io.chirograph.benchmarks.harness.BenchmarkRow.Better;
import io.chirograph.benchmarks.harness.DataFolder;
import io.chirograph.benchmarks.store.Crew.Pace;
import io.chirograph.store.Checkpoints;
import io.chirograph.store.Durability;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.store.StoreStatistics;
import io.chirograph.store.Table;
import io.chirograph.store.Transaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/// Memory tables on their way to disk by several threads: one writer fills them as fast as there is
/// room, without waiting for the log, while others make durable commits that are timed.
final class CheckpointSuite {
    private static final int FILL_PUTS = 64;
    private static final int COMMITTERS = 4;
    private static final int KEYS = 4_000_000;
    private static final int MEMTABLE_BYTES = 8 << 20;

    private final Path directory;
    private final List<Integer> threads;
    private final Duration measured;
    private final int rounds;
    private final Records records = new Records(KEYS);

    CheckpointSuite(Path directory, List<Integer> threads, Duration measured, int rounds) {
        this.directory = directory;
        this.threads = threads;
        this.measured = measured;
        this.rounds = rounds;
    }

    /// What one sample showed.
    private record Sample(double megabytesPerSecond, double p99Millis, double stallsPerSecond) {}

    List<BenchmarkRow> run() {
        Map<Integer, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (int count : threads) {
                samples.computeIfAbsent(count, absent -> new ArrayList<>()).add(sample(count));
            }
        }
        return List.of(
                row("checkpoint-rate", "MB/s", Better.HIGHER, samples, 0),
                row("checkpoint-commit-p99", "ms", Better.LOWER, samples, 1),
                row("checkpoint-stalls", "stalls/s", Better.LOWER, samples, 2));
    }

    private BenchmarkRow row(
            String name,
            String unit,
            Better better,
            Map<Integer, List<Sample>> samples,
            int figure) {
        Map<String, List<Double>> others = new LinkedHashMap<>();
        List<Double> ours = new ArrayList<>();
        int usual = Checkpoints.defaults().threads();
        samples.forEach((count, taken) -> {
            List<Double> values =
                    taken.stream()
                            .map(sample ->
                                    switch (figure) {
                                        case 0 -> sample.megabytesPerSecond();
                                        case 1 -> sample.p99Millis();
                                        default -> sample.stallsPerSecond();
                                    })
                            .toList();
            if (count == usual) {
                ours.addAll(values);
            } else {
                others.put(count + (count == 1 ? " thread" : " threads"), values);
            }
        });
        return new BenchmarkRow(
                name,
                unit,
                better,
                ours,
                others,
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                ("ours is %d threads, the default; memory tables of %d MiB, one thread fills them,"
                                + " %d commit durably")
                        .formatted(usual, MEMTABLE_BYTES >> 20, COMMITTERS));
    }

    private Sample sample(int count) {
        DataFolder.empty(directory);
        StoreOptions options =
                StoreOptions.defaults()
                        .withMemtableBytesMax(MEMTABLE_BYTES)
                        .withCheckpoints(Checkpoints.defaults().withThreads(count));
        try (Store store = Store.open(directory, options)) {
            Filler filler = new Filler(store);
            Table table = store.table("t");
            Thread filling = Thread.ofPlatform().daemon().start(filler);
            Duration half = measured.dividedBy(2);
            Crew crew = new Crew(COMMITTERS, false);
            crew.run(half, Duration.ofMillis(1), thread -> committer(store, table, thread));
            StoreStatistics before = store.statistics();
            long begin = System.nanoTime();
            Pace pace =
                    crew.run(Duration.ZERO, measured, thread -> committer(store, table, thread));
            double seconds = (System.nanoTime() - begin) / 1e9;
            StoreStatistics after = store.statistics();
            filler.end();
            join(filling);
            return new Sample(
                    (after.flushedBytes() - before.flushedBytes()) / seconds / 1e6,
                    pace.p99Millis(),
                    (after.stalls() - before.stalls()) / seconds);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("interrupted", e);
        }
    }

    private Crew.Work committer(Store store, Table table, int thread) {
        SplittableRandom random = new SplittableRandom(thread);
        return new Crew.Work() {
            @Override
            public long run() {
                try (Transaction tx = store.begin()) {
                    tx.put(table, records.key(random.nextInt(KEYS)), records.value(thread));
                    tx.commit();
                }
                return 1;
            }

            @Override
            public void close() {}
        };
    }

    /// Commits as fast as there is room for, until it is told to end.
    private final class Filler implements Runnable {
        private final Store store;
        private volatile boolean over;

        Filler(Store store) {
            this.store = store;
        }

        @Override
        public void run() {
            Table table = store.table("filled");
            SplittableRandom random = new SplittableRandom(99);
            while (!over) {
                try (Transaction tx = store.begin()) {
                    for (int i = 0; i < FILL_PUTS; i++) {
                        int number = random.nextInt(KEYS);
                        tx.put(table, records.key(number), records.value(number));
                    }
                    tx.commit(Durability.RELAXED);
                }
            }
        }

        void end() {
            over = true;
        }
    }
}
