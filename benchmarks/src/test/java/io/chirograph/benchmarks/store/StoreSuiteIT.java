package io.chirograph.benchmarks.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.benchmarks.harness.BenchmarkRow;
import io.chirograph.types.Bytes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreSuiteIT {
    private static final Records RECORDS = new Records(300);

    @TempDir private Path directory;

    @ParameterizedTest
    @EnumSource(Engine.class)
    void everyEngineKeepsWhatIsAskedOfIt(Engine engine) {
        byte[][] keys = {RECORDS.key(1), RECORDS.key(2)};
        byte[][] values = {RECORDS.value(-1), RECORDS.value(-1)};
        try (PeerStore store = engine.open(directory)) {
            store.load(RECORDS, RECORDS.count());
            try (PeerStore.Session session = store.session()) {
                session.commit(RECORDS.key(0), RECORDS.value(-7));
                session.commit(keys, values);
                assertThat(session.read(RECORDS.key(0))).isEqualTo(RECORDS.value(-7));
                assertThat(session.read(RECORDS.key(2))).isEqualTo(RECORDS.value(-1));
                assertThat(session.read(RECORDS.key(299))).isEqualTo(RECORDS.value(299));
            }
            int[] seen = {0};
            store.scan((key, value, size) -> seen[0]++);
            assertThat(seen[0]).isEqualTo(300);
        }
    }

    @Test
    void measuresEveryRowOfOursAlone() {
        StringWriter said = new StringWriter();
        StoreSuite suite =
                new StoreSuite(
                        directory,
                        RECORDS,
                        Duration.ofMillis(20),
                        1,
                        List.of(),
                        new PrintWriter(said));
        List<BenchmarkRow> rows = suite.run(EnumSet.allOf(StoreRow.class));
        assertThat(said.toString()).doesNotContain("failed");
        assertThat(rows).hasSize(StoreRow.values().length);
        assertThat(rows)
                .filteredOn(row -> !row.name().equals("device-syncs"))
                .filteredOn(row -> !row.name().equals("device-bytes"))
                .allSatisfy(row -> assertThat(row.ours()).hasSize(1));
    }

    /// Else an engine that sees that nothing changes has nothing to do when it is measured.
    @Test
    void whatIsMeasuredWritesOtherValuesThanWhatWarmedUp() {
        StoreSuite suite =
                new StoreSuite(
                        directory,
                        RECORDS,
                        Duration.ofMillis(1),
                        1,
                        List.of(),
                        new PrintWriter(new StringWriter()));
        try (PeerStore store = Engine.PROBE.open(directory)) {
            Recorded recorded = new Recorded(store);
            for (int time = 0; time < 2; time++) {
                try (Crew.Work work = suite.commits(recorded).apply(0)) {
                    work.run();
                }
            }
            assertThat(recorded.values).doesNotHaveDuplicates().hasSize(2);
        }
    }

    /// Remembers what is committed to the store behind it.
    private record Recorded(PeerStore store, List<Bytes> values) implements PeerStore {
        Recorded(PeerStore store) {
            this(store, new ArrayList<>());
        }

        @Override
        public String settings() {
            return store.settings();
        }

        @Override
        public Session session() {
            Session session = store.session();
            return new Session() {
                @Override
                public void commit(byte[] key, byte[] value) {
                    values.add(Bytes.copyOf(value));
                    session.commit(key, value);
                }

                @Override
                public void commit(byte[][] keys, byte[][] many) {
                    session.commit(keys, many);
                }

                @Override
                public byte[] read(byte[] key) {
                    return session.read(key);
                }

                @Override
                public void close() {
                    session.close();
                }
            };
        }

        @Override
        public void load(Records records, int count) {
            store.load(records, count);
        }

        @Override
        public void scan(Visitor visitor) {
            store.scan(visitor);
        }

        @Override
        public void close() {
            store.close();
        }
    }

    @Test
    void keysOfDifferentNumbersDiffer() {
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            keys.add(java.util.HexFormat.of().formatHex(RECORDS.key(i)));
        }
        assertThat(keys).hasSize(100_000);
    }

    @Test
    void hotKeysAreAsHotAsTheirSkewSays() {
        Zipf zipf = new Zipf(1000);
        SplittableRandom random = new SplittableRandom(7);
        int[] counts = new int[1000];
        for (int i = 0; i < 200_000; i++) {
            counts[zipf.next(random)]++;
        }
        int[] sorted = counts.clone();
        java.util.Arrays.sort(sorted);
        // 1 / (1 + 2^-0.99 + … + 1000^-0.99) of all.
        assertThat(sorted[999] / 200_000.0).isBetween(0.11, 0.14);
    }
}
