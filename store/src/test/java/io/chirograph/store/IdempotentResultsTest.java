package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static io.chirograph.store.Bytestrings.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.store.SimulatedDisk.PowerCut;
import io.chirograph.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IdempotentResultsTest {
    private static final StoreOptions OPTIONS = StoreOptions.small();
    private static final TransactionOptions DEFAULTS = TransactionOptions.defaults();

    private static byte[] increment(Transaction tx, Table table) {
        int count =
                1
                        + tx.get(table, bytes("count"))
                                .map(found -> Integer.parseInt(text(found)))
                                .orElse(0);
        tx.put(table, bytes("count"), bytes("" + count));
        return bytes("count " + count);
    }

    private static String once(Store store, String key) {
        Table table = store.table("t");
        return text(store.computeOnce(bytes(key), DEFAULTS, tx -> increment(tx, table)).value());
    }

    private static String count(Store store) {
        try (Snapshot snapshot = store.snapshot()) {
            return snapshot.get(store.table("t"), bytes("count"))
                    .map(Bytestrings::text)
                    .orElse("nothing");
        }
    }

    @Test
    void runsOnceAndReturnsTheFirstResultAlsoAfterReopening() {
        MemoryDisk disk = new MemoryDisk();
        try (Store store = Store.openInline(disk, OPTIONS, 1)) {
            assertThat(once(store, "a")).isEqualTo("count 1");
            assertThat(once(store, "b")).isEqualTo("count 2");
            assertThat(once(store, "a")).isEqualTo("count 1");
        }
        try (Store store = Store.openInline(disk, OPTIONS, 1)) {
            Table table = store.table("t");
            Committed<byte[]> again =
                    store.computeOnce(bytes("b"), DEFAULTS, tx -> increment(tx, table));
            assertThat(text(again.value())).isEqualTo("count 2");
            assertThat(again.isRepeated()).isTrue();
            assertThat(once(store, "c")).isEqualTo("count 3");
            assertThat(count(store)).isEqualTo("3");
            assertThat(store.tableNames()).containsExactly("t");
        }
    }

    @Test
    void keepsNothingOfWorkThatFailed() {
        try (Store store = Store.openInline(new MemoryDisk(), OPTIONS, 1)) {
            assertThatThrownBy(() ->
                            store.computeOnce(
                                    bytes("a"),
                                    DEFAULTS,
                                    tx -> {
                                        throw new IllegalStateException("work");
                                    }))
                    .hasMessage("work");
            assertThat(once(store, "a")).isEqualTo("count 1");
        }
    }

    /// Two calls that meet are told apart at every level: one runs, the other gets its result.
    @ParameterizedTest
    @EnumSource
    void aCallThatComesDuringAnotherWithTheSameKeyGetsItsResult(IsolationLevel level) {
        try (Store store = Store.openInline(new MemoryDisk(), OPTIONS, 1)) {
            Table table = store.table("t");
            boolean[] met = new boolean[1];
            Committed<byte[]> committed =
                    store.computeOnce(
                            bytes("a"),
                            TransactionOptions.isolated(level),
                            tx -> {
                                if (!met[0]) {
                                    met[0] = true;
                                    assertThat(once(store, "a")).isEqualTo("count 1");
                                }
                                return increment(tx, table);
                            });
            assertThat(text(committed.value())).isEqualTo("count 1");
            assertThat(committed.isRepeated()).isTrue();
            assertThat(count(store)).isEqualTo("1");
        }
    }

    @Test
    void keepsTheLatestResultsOnlyAndFewerWhenReopenedSo() {
        MemoryDisk disk = new MemoryDisk();
        try (Store store = Store.openInline(disk, keeping(20), 1)) {
            for (int i = 1; i <= 50; i++) {
                once(store, "key " + i);
            }
            assertThat(rows(store)).isEqualTo(2 * 20);
            assertThat(once(store, "key 31")).isEqualTo("count 31");
            assertThat(once(store, "key 30")).isEqualTo("count 51");
        }
        try (Store store = Store.openInline(disk, keeping(5), 1)) {
            once(store, "new");
            assertThat(rows(store)).isEqualTo(2 * 5);
            assertThat(once(store, "key 50")).isEqualTo("count 50");
            assertThat(once(store, "key 30")).isEqualTo("count 51");
        }
    }

    private static StoreOptions keeping(int keys) {
        return OPTIONS.withRetention(Retention.defaults().withIdempotencyKeys(keys));
    }

    private static int rows(Store store) {
        Table table =
                new Table(store, IdempotentResults.TABLE_NAME, IdempotentResults.TABLE_NUMBER);
        try (Snapshot snapshot = store.snapshot()) {
            int rows = 0;
            for (KeyValue _ : snapshot.scan(table, KeyRange.all())) {
                rows++;
            }
            return rows;
        }
    }

    @Test
    void refusesKeysAndResultsThatAreTooLong() {
        try (Store store = Store.openInline(new MemoryDisk(), OPTIONS, 1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> store.computeOnce(new byte[1025], DEFAULTS, tx -> new byte[0]))
                    .withMessageContaining("1025")
                    .withMessageContaining("1024");
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            store.computeOnce(new byte[1], DEFAULTS, tx -> new byte[(1 << 20) + 1]))
                    .withMessageContaining("1048577");
        }
    }

    @Test
    void manyThreadsWithTheSameKeysDoEachWorkOnce() throws Exception {
        try (Store store =
                        Store.open(
                                new MemoryDisk(),
                                OPTIONS,
                                1,
                                Thread.ofPlatform().daemon().factory());
                ExecutorService executor = Executors.newFixedThreadPool(4)) {
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < 4; worker++) {
                workers.add(
                        executor.submit(() -> {
                            for (int key = 0; key < 50; key++) {
                                once(store, "key " + key);
                            }
                        }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
            assertThat(count(store)).isEqualTo("50");
        }
    }

    /// The power goes in every operation, so also between the commit and the answer; the caller asks
    /// again with the same key.
    @Test
    void doesWorkOnceThoughTheAnswerWasLostInAPowerCut() {
        Seed.of(0x1de)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            int lostAnswers = 0;
                            for (int at = 8; at < 80; at++) {
                                lostAnswers += askAgainAfterACut(at, random) ? 1 : 0;
                            }
                            assertThat(lostAnswers).isPositive();
                        });
    }

    /// @return whether the work was done although no answer came
    private static boolean askAgainAfterACut(int at, Random random) {
        SimulatedDisk disk = new SimulatedDisk(random).cutPowerAt(at);
        int answered = 0;
        try (Store store = Store.openInline(disk, keeping(8), 1)) {
            for (int i = 1; i <= 40; i++) {
                once(store, "key " + i);
                answered = i;
            }
        } catch (PowerCut e) {
            assertThat(disk.isCut()).isTrue();
        }
        assertThat(answered).isLessThan(40);
        try (Store store = Store.openInline(disk.afterPowerCut(), keeping(8), 1)) {
            boolean done = count(store).equals("" + (answered + 1));
            for (int i = answered + 1; i <= answered + 3; i++) {
                assertThat(once(store, "key " + i)).isEqualTo("count " + i);
            }
            assertThat(count(store)).isEqualTo("" + (answered + 3));
            return done;
        }
    }
}
