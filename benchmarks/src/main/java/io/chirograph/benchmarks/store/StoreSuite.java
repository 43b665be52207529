package io.chirograph.benchmarks.store;

import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.benchmarks.harness.BenchmarkRow;
import io.chirograph.benchmarks.harness.DataFolder;
import io.chirograph.benchmarks.store.Crew.Pace;
import io.chirograph.benchmarks.store.Crew.Work;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;

/// Runs the rows: each with every engine in turn, round after round. Single-owner.
final class StoreSuite {
    private static final int PUTS_OF_A_LARGE_COMMIT = 100;

    /// Reads between two looks at the clock.
    private static final int READS_OF_A_RUN = 64;

    /// What each engine is given before it is asked for its size on disk.
    private static final Duration REST = Duration.ofSeconds(6);

    private final Path directory;
    private final Records records;
    private final Duration seconds;
    private final int rounds;
    private final List<Engine> peers;
    private final PrintWriter out;
    private final Samples samples;
    private final BlockDevice device;

    /// No two pieces of work draw the same keys and values. If what warms up wrote what is measured then, an engine
    /// that sees that nothing changes would have nothing to do: SQLite does not write such a page.
    private final SplittableRandom seeds = new SplittableRandom(0x5eed);

    private boolean loaded;

    /// @param directory for the data, on a real disk
    /// @param seconds that one sample takes, after half as many to warm up
    StoreSuite(
            Path directory,
            Records records,
            Duration seconds,
            int rounds,
            List<Engine> peers,
            PrintWriter out) {
        this.directory = directory;
        this.records = records;
        this.seconds = seconds;
        this.rounds = rounds;
        this.peers = peers;
        this.out = out;
        this.samples = new Samples(records);
        this.device = new BlockDevice(directory);
    }

    List<BenchmarkRow> run(Set<StoreRow> rows) {
        contenders(true).forEach(engine -> DataFolder.empty(folderOf(engine)));
        contenders(true).forEach(this::printSettings);
        Set<StoreRow> left = EnumSet.copyOf(rows);
        for (StoreRow row : StoreRow.values()) {
            if (left.contains(row)) {
                if (row.needsRecords() && !loaded) {
                    load(1, false);
                }
                measure(row, left);
            }
        }
        return rows.stream().sorted().map(samples::row).toList();
    }

    private void printSettings(Engine engine) {
        try (PeerStore store = engine.open(folderOf(engine))) {
            out.println(engine.label() + ": " + store.settings());
        }
        DataFolder.empty(folderOf(engine));
    }

    private List<Engine> contenders(boolean withProbe) {
        List<Engine> all = new ArrayList<>();
        all.add(Engine.CHIROGRAPH);
        all.addAll(peers);
        if (withProbe) {
            all.add(Engine.PROBE);
        }
        return all;
    }

    private Path folderOf(Engine engine) {
        return directory.resolve(engine.label());
    }

    /// Takes the samples of `row`, and of those that come from the same work, off what is `left`.
    private void measure(StoreRow row, Set<StoreRow> left) {
        switch (row) {
            case DEVICE_SYNCS -> {
                for (int round = 0; round < rounds; round++) {
                    samples.add(row, Engine.PROBE, device.syncsPerSecond(seconds));
                }
            }
            case LOAD_SECONDS, LOAD_BYTES -> {
                load(rounds, true);
                left.removeAll(Set.of(StoreRow.LOAD_SECONDS, StoreRow.LOAD_BYTES));
            }
            case READ_1 -> pace(row, 1, this::reads);
            case READ_4 -> pace(row, 4, this::reads);
            case SCAN -> alternate(row.label(), false, engine -> scan(row, engine));
            case COMMIT_1 -> pace(row, 1, this::commits);
            case COMMIT_16 -> pace(row, 16, this::commits);
            case COMMIT_64, DEVICE_BYTES -> {
                pace(StoreRow.COMMIT_64, 64, this::commits);
                left.removeAll(Set.of(StoreRow.COMMIT_64, StoreRow.DEVICE_BYTES));
            }
            case COMMIT_64_VIRTUAL -> pace(row, 64, this::commits);
            case COMMIT_100X1 -> pace(row, 1, this::largeCommits);
            case COMMIT_100X16 -> pace(row, 16, this::largeCommits);
            case MIXED_16 -> pace(row, 16, this::mixed);
            case REOPEN_MS ->
                    alternate(
                            row.label(),
                            false,
                            engine ->
                                    samples.add(
                                            row,
                                            engine,
                                            KilledStore.reopenMillis(
                                                    engine, folderOf(engine), records, seconds)));
            case DISK_BYTES -> {
                for (Engine engine : contenders(false)) {
                    rest(engine);
                    samples.add(row, engine, (double) DataFolder.bytes(folderOf(engine)));
                }
            }
        }
    }

    /// Leaves the engine open for a while with nothing to do but what it does by itself.
    private void rest(Engine engine) {
        try (PeerStore store = engine.open(folderOf(engine))) {
            new Crew(1, false).run(REST, Duration.ZERO, index -> new Idle(store.settings()));
        }
    }

    private record Idle(String settings) implements Work {
        @Override
        public long run() {
            LockSupport.parkNanos(REST.toNanos() / 10);
            return settings.length();
        }

        @Override
        public void close() {}
    }

    private void alternate(String what, boolean withProbe, Consumer<Engine> sampling) {
        for (int round = 1; round <= rounds; round++) {
            for (Engine engine : contenders(withProbe)) {
                try {
                    sampling.accept(engine);
                } catch (BenchmarkException e) {
                    out.printf("%s %s failed: %s%n", what, engine.label(), e.getMessage());
                }
            }
            out.printf("%s: round %d of %d%n", what, round, rounds);
        }
    }

    private void load(int times, boolean sampled) {
        for (int round = 1; round <= times; round++) {
            for (Engine engine : contenders(true)) {
                DataFolder.empty(folderOf(engine));
                long begin = System.nanoTime();
                double elapsed;
                try (PeerStore store = engine.open(folderOf(engine))) {
                    begin = System.nanoTime();
                    store.load(records, records.count());
                    elapsed = (System.nanoTime() - begin) / 1e9;
                }
                if (sampled && engine != Engine.PROBE) {
                    samples.add(StoreRow.LOAD_SECONDS, engine, elapsed);
                    samples.add(
                            StoreRow.LOAD_BYTES,
                            engine,
                            (double) DataFolder.bytes(folderOf(engine)));
                }
            }
            out.printf("load: round %d of %d%n", round, times);
        }
        loaded = true;
    }

    private void pace(StoreRow row, int threads, Function<PeerStore, IntFunction<Work>> work) {
        boolean withProbe = row.goalToProbe().isPresent();
        alternate(
                row.label(),
                withProbe,
                engine -> {
                    boolean virtual =
                            row == StoreRow.COMMIT_64_VIRTUAL
                                    && (engine == Engine.CHIROGRAPH || engine == Engine.PROBE);
                    OptionalLong before;
                    OptionalLong flushesBefore;
                    OptionalLong flushesAfter;
                    Pace pace;
                    try (PeerStore store = engine.open(folderOf(engine))) {
                        if (engine == Engine.PROBE && row == StoreRow.MIXED_16) {
                            store.load(records, records.count());
                        }
                        IntFunction<Work> each = work.apply(store);
                        Crew crew = new Crew(threads, virtual);
                        crew.run(seconds.dividedBy(2), Duration.ZERO, each);
                        before = device.bytesWritten();
                        flushesBefore = device.flushes();
                        pace = crew.run(Duration.ZERO, seconds, each);
                        flushesAfter = device.flushes();
                    }
                    samples.add(row, engine, pace);
                    if (row.isOfCommits()
                            && flushesBefore.isPresent()
                            && flushesAfter.isPresent()) {
                        samples.addFlushes(
                                row,
                                engine,
                                (double) (flushesAfter.getAsLong() - flushesBefore.getAsLong())
                                        / pace.operations());
                    }
                    OptionalLong after = device.bytesWritten();
                    if (row == StoreRow.COMMIT_64 && before.isPresent() && after.isPresent()) {
                        samples.add(
                                StoreRow.DEVICE_BYTES,
                                engine,
                                (double) (after.getAsLong() - before.getAsLong())
                                        / pace.operations());
                    }
                });
    }

    private void scan(StoreRow row, Engine engine) {
        try (PeerStore store = engine.open(folderOf(engine))) {
            scanOnce(store);
            long until = System.nanoTime() + seconds.toNanos() / 2;
            while (System.nanoTime() < until) {
                scanOnce(store);
            }
            long scanned = 0;
            long begin = System.nanoTime();
            long elapsed = 0;
            while (elapsed < seconds.toNanos()) {
                scanned += scanOnce(store);
                elapsed = System.nanoTime() - begin;
            }
            samples.add(row, engine, scanned * 1e9 / elapsed);
        }
    }

    /// @return the count of records
    private long scanOnce(PeerStore store) {
        long[] seen = {0, 0, 0};
        store.scan((keyByte, valueByte, size) -> {
            seen[0]++;
            seen[1] += keyByte + valueByte;
            seen[2] += size;
        });
        if (seen[0] != records.count() || seen[2] != records.bytes()) {
            throw new BenchmarkException(
                    "a scan gave %d records of %d bytes, there are %d of %d (digest %d)"
                            .formatted(
                                    seen[0], seen[2], records.count(), records.bytes(), seen[1]));
        }
        return seen[0];
    }

    /// One thread's work with a session of its own.
    private abstract static class SessionWork implements Work {
        final PeerStore.Session session;
        final SplittableRandom random;

        SessionWork(PeerStore store, SplittableRandom random) {
            this.session = store.session();
            this.random = random;
        }

        @Override
        public void close() {
            session.close();
        }
    }

    private IntFunction<Work> reads(PeerStore store) {
        return index ->
                new SessionWork(store, seeds.split()) {
                    @Override
                    public long run() {
                        int digest = 0;
                        for (int i = 0; i < READS_OF_A_RUN; i++) {
                            digest += session.read(records.key(random.nextInt(records.count())))[0];
                        }
                        return digest == Integer.MIN_VALUE ? 0 : READS_OF_A_RUN;
                    }
                };
    }

    IntFunction<Work> commits(PeerStore store) {
        return index ->
                new SessionWork(store, seeds.split()) {
                    @Override
                    public long run() {
                        session.commit(
                                records.key(random.nextInt(records.count())),
                                records.value(random.nextLong()));
                        return 1;
                    }
                };
    }

    private IntFunction<Work> largeCommits(PeerStore store) {
        return index ->
                new SessionWork(store, seeds.split()) {
                    @Override
                    public long run() {
                        byte[][] keys = new byte[PUTS_OF_A_LARGE_COMMIT][];
                        byte[][] values = new byte[PUTS_OF_A_LARGE_COMMIT][];
                        for (int i = 0; i < PUTS_OF_A_LARGE_COMMIT; i++) {
                            keys[i] = records.key(random.nextInt(records.count()));
                            values[i] = records.value(random.nextLong());
                        }
                        session.commit(keys, values);
                        return 1;
                    }
                };
    }

    private IntFunction<Work> mixed(PeerStore store) {
        Zipf zipf = new Zipf(records.count());
        return index ->
                new SessionWork(store, seeds.split()) {
                    @Override
                    public long run() {
                        byte[] key = records.key(zipf.next(random));
                        if (random.nextBoolean()) {
                            return session.read(key).length == 0 ? 0 : 1;
                        }
                        session.commit(key, records.value(random.nextLong()));
                        return 1;
                    }
                };
    }
}
