package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static io.chirograph.store.Bytestrings.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.testkit.Seed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Transactions at the same time, on few keys, at one level each: what they read and wrote is
/// recorded and searched for what the level forbids.
class HistorySimulation {
    private static final int KEYS = 8;
    private static final int TRANSACTIONS = 300;

    /// How a transaction looks at all keys of a range at once.
    @FunctionalInterface
    interface Scanning {
        Iterable<KeyValue> scan(Store store, Transaction tx, Table table, KeyRange range);

        /// As a transaction does.
        static Iterable<KeyValue> usual(Store store, Transaction tx, Table table, KeyRange range) {
            return tx.scan(store.check(table), range);
        }
    }

    private static String key(int index) {
        return "k" + index;
    }

    /// A transaction under way, and what it did so far.
    private record Running(Store store, Transaction tx, History.Recorded recorded) {
        void get(Table table, String key) {
            int writer =
                    tx.get(table, bytes(key))
                            .map(value -> Integer.parseInt(text(value)))
                            .orElse(History.NOBODY);
            recorded.read(key, writer);
        }

        void scan(Table table, int from, Scanning scanning) {
            Map<String, Integer> found = new HashMap<>();
            KeyRange range = KeyRange.of(bytes(key(from)), bytes("l"));
            for (KeyValue row : scanning.scan(store, tx, table, range)) {
                found.put(text(row.key()), Integer.parseInt(text(row.value())));
            }
            for (int i = from; i < KEYS; i++) {
                recorded.read(key(i), found.getOrDefault(key(i), History.NOBODY));
            }
        }

        void put(Table table, String key) {
            tx.put(table, bytes(key), bytes("" + recorded.id()));
            recorded.wrote(key);
        }

        void act(Table table, Random random, Scanning scanning) {
            switch (random.nextInt(5)) {
                case 0, 1 -> get(table, key(random.nextInt(KEYS)));
                case 2 -> scan(table, random.nextInt(KEYS), scanning);
                default -> put(table, key(random.nextInt(KEYS)));
            }
        }

        /// @return whether it committed
        boolean commit(History history) {
            try (tx) {
                history.committed(recorded, tx.commit());
                return true;
            } catch (ConflictException e) {
                return false;
            }
        }
    }

    /// Many transactions under way on one thread, each going on when chance says so.
    static History interleaved(IsolationLevel level, Random random, Scanning scanning) {
        History history = new History();
        try (Store store =
                Store.openInline(
                        new MemoryDisk(), StoreOptions.small().withMemtableBytesMax(2 << 10), 1)) {
            Table table = store.table("t");
            List<Running> running = new ArrayList<>();
            int begun = 0;
            while (begun < TRANSACTIONS || !running.isEmpty()) {
                if (begun < TRANSACTIONS && running.size() < 5) {
                    begun++;
                    Transaction tx = store.begin(TransactionOptions.isolated(level));
                    running.add(new Running(store, tx, new History.Recorded(begun)));
                }
                Running one = running.get(random.nextInt(running.size()));
                if (random.nextInt(5) == 0) {
                    running.remove(one);
                    one.commit(history);
                } else {
                    one.act(table, random, scanning);
                }
            }
        }
        return history;
    }

    @ParameterizedTest
    @EnumSource
    void findsNoForbiddenAnomalyInInterleavedTransactions(IsolationLevel level) {
        Seed.of(0x41570)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            for (int i = 0; i < 12; i++) {
                                History history = interleaved(level, random, Scanning::usual);
                                assertThat(history.anomalies(level)).isEmpty();
                            }
                        });
    }

    @ParameterizedTest
    @EnumSource
    void findsNoForbiddenAnomalyAmongThreads(IsolationLevel level) throws Exception {
        History history = new History();
        AtomicInteger ids = new AtomicInteger();
        AtomicInteger commits = new AtomicInteger();
        try (Store store =
                        Store.open(
                                new MemoryDisk(),
                                StoreOptions.small().withMemtableBytesMax(2 << 10),
                                1,
                                Thread.ofPlatform().daemon().factory());
                ExecutorService executor = Executors.newFixedThreadPool(4)) {
            Table table = store.table("t");
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < 4; worker++) {
                Random random = new Random(worker);
                workers.add(
                        executor.submit(() -> {
                            for (int i = 0; i < TRANSACTIONS / 2; i++) {
                                Running one =
                                        new Running(
                                                store,
                                                store.begin(TransactionOptions.isolated(level)),
                                                new History.Recorded(ids.incrementAndGet()));
                                for (int acts = random.nextInt(6); acts >= 0; acts--) {
                                    one.act(table, random, Scanning::usual);
                                }
                                commits.addAndGet(one.commit(history) ? 1 : 0);
                            }
                        }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        }
        assertThat(commits.get()).isGreaterThan(TRANSACTIONS / 4);
        assertThat(history.anomalies(level)).isEmpty();
    }

    /// Shows that the workload is one in which the weaker levels really are weaker, and that the
    /// checker tells them apart.
    @Test
    void findsInWeakerLevelsWhatStrongerOnesForbid() {
        Random random = new Random(7);
        History committed = interleaved(IsolationLevel.READ_COMMITTED, random, Scanning::usual);
        assertThat(committed.anomalies(IsolationLevel.REPEATABLE_READ)).isNotEmpty();
        History repeatable = interleaved(IsolationLevel.REPEATABLE_READ, random, Scanning::usual);
        assertThat(repeatable.anomalies(IsolationLevel.SERIALIZABLE)).isNotEmpty();
    }

    @Test
    void knowsADirtyReadAndALostUpdateWhenItSeesOne() {
        History dirty = new History();
        History.Recorded reader = new History.Recorded(2);
        reader.read("k", 1);
        dirty.committed(reader, 5);
        assertThat(dirty.anomalies(IsolationLevel.READ_COMMITTED))
                .containsExactly("2 read k of 1, which did not commit");
        History lost = new History();
        for (int id = 1; id <= 2; id++) {
            History.Recorded one = new History.Recorded(id);
            one.read("k", History.NOBODY);
            one.wrote("k");
            lost.committed(one, id);
        }
        assertThat(lost.anomalies(IsolationLevel.READ_COMMITTED)).isEmpty();
        assertThat(lost.anomalies(IsolationLevel.REPEATABLE_READ)).isNotEmpty();
    }
}
