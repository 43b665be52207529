package io.chirograph.benchmarks.store;

import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.benchmarks.harness.BenchmarkRow;
import io.chirograph.benchmarks.harness.BenchmarkRow.Better;
import io.chirograph.benchmarks.harness.DataFolder;
import io.chirograph.benchmarks.store.Crew.Pace;
import io.chirograph.store.KeyValue;
import io.chirograph.store.MemoryPressure;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.store.Table;
import io.chirograph.store.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Threads that read and durably update records, skewed, for a long time. After each part of it the
/// process's memory is looked at, and how slow the slowest commits of that part were.
final class EnduranceSuite {
    private static final int PARTS = 40;
    private static final int THREADS = 16;
    private static final double SPACE_GOAL = 1.5;
    private static final double GROWTH_GOAL = 1.1;

    /// With nothing to do, the store merges all within as long.
    private static final Duration REST = Duration.ofSeconds(6);

    private final Path directory;
    private final Records records;
    private final Duration whole;
    private final List<Double> p999 = new ArrayList<>();
    private final List<Double> perSecond = new ArrayList<>();
    private final List<Double> resident = new ArrayList<>();
    private final List<Double> heap = new ArrayList<>();

    EnduranceSuite(Path directory, Records records, Duration whole) {
        this.directory = directory;
        this.records = records;
        this.whole = whole;
    }

    List<BenchmarkRow> run() {
        try (Store store = Store.open(directory, StoreOptions.defaults())) {
            Table table = store.table("t");
            store.load(
                    table,
                    IntStream.range(0, records.count())
                            .mapToObj(i -> new KeyValue(records.key(i), records.value(i)))
                            .iterator());
            Zipf zipf = new Zipf(records.count());
            for (int part = 0; part < PARTS; part++) {
                int seed = part;
                Pace pace =
                        new Crew(THREADS, false)
                                .run(
                                        Duration.ZERO,
                                        whole.dividedBy(PARTS),
                                        thread ->
                                                work(store, table, zipf, seed * THREADS + thread));
                p999.add(pace.nanos().getValueAtPercentile(99.9) / 1e6);
                perSecond.add(pace.perSecond());
                heap.add(MemoryPressure.ofHeap().usedBytes() / 1e6);
                resident.add(residentBytes() / 1e6);
            }
            LockSupport.parkNanos(REST.toNanos());
        }
        double space = DataFolder.bytes(directory);
        return List.of(
                byTime(
                        "endurance-p999",
                        "ms",
                        Better.LOWER,
                        p999,
                        "of a read and a durable update"),
                byTime("endurance-updates", "1/s", Better.HIGHER, perSecond, "of all threads"),
                byTime("endurance-rss", "MB", Better.LOWER, resident, "resident, of the process"),
                byTime("endurance-heap", "MB", Better.LOWER, heap, "in use after a collection"),
                compared(
                        "endurance-rss-growth",
                        "MB",
                        resident.subList(3 * PARTS / 4, PARTS),
                        Map.of("second quarter", resident.subList(PARTS / 4, PARTS / 2)),
                        GROWTH_GOAL,
                        "the last quarter of the time beside the second one"),
                compared(
                        "endurance-disk",
                        "MB",
                        List.of(space / 1e6),
                        Map.of("live data", List.of(records.bytes() / 1e6)),
                        SPACE_GOAL,
                        "all files after " + REST.toSeconds() + " s of rest"));
    }

    private BenchmarkRow byTime(
            String name, String unit, Better better, List<Double> samples, String note) {
        return new BenchmarkRow(
                name,
                unit,
                better,
                samples,
                Map.of(),
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                "%s; %d threads, keys by Zipf's law; one sample for each %d s"
                        .formatted(note, THREADS, whole.dividedBy(PARTS).toSeconds()));
    }

    private static BenchmarkRow compared(
            String name,
            String unit,
            List<Double> ours,
            Map<String, List<Double>> other,
            double goal,
            String note) {
        return new BenchmarkRow(
                name,
                unit,
                Better.LOWER,
                ours,
                other,
                Optional.empty(),
                OptionalDouble.of(goal),
                OptionalDouble.empty(),
                note);
    }

    private Crew.Work work(Store store, Table table, Zipf zipf, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Crew.Work() {
            @Override
            public long run() {
                if (store.get(table, records.key(zipf.next(random))).isEmpty()) {
                    throw new BenchmarkException("a record is not there");
                }
                try (Transaction tx = store.begin()) {
                    tx.put(table, records.key(zipf.next(random)), records.value(random.nextLong()));
                    tx.commit();
                }
                return 1;
            }

            @Override
            public void close() {}
        };
    }

    private static long residentBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new BenchmarkException("the system does not tell the process's memory", e);
        }
    }
}
