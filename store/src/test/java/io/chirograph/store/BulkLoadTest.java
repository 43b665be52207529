package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static io.chirograph.store.Bytestrings.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chirograph.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BulkLoadTest {
    /// So little memory that a load of a few hundred records goes by way of files.
    private static final StoreOptions OPTIONS =
            StoreOptions.small()
                    .withTransactionBytesMax(8 << 10)
                    .withLogSegmentBytes(16 << 10)
                    .withMemtableBytesMax(6 << 10);

    private final MemoryDisk disk = new MemoryDisk();

    private static KeyValue entry(String key, String value) {
        return new KeyValue(bytes(key), bytes(value));
    }

    private static List<KeyValue> randomRecords(Random random, int count) {
        List<KeyValue> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(entry("the same begin " + random.nextInt(count), "v" + i));
        }
        return records;
    }

    private static List<String> expected(List<KeyValue> records) {
        TreeMap<String, String> last = new TreeMap<>();
        records.forEach(
                one -> last.put(Bytestrings.text(one.key()), Bytestrings.text(one.value())));
        return last.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList();
    }

    private static List<String> all(Store store, Table table) {
        try (Snapshot snapshot = store.snapshot()) {
            return texts(snapshot.scan(table, KeyRange.all()));
        }
    }

    @Test
    void givesTheLastOfEachKeyInOrderHoweverManyThereAre() {
        Seed.of(0x10ad)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            for (int count : new int[] {0, 1, 40, 900, 3000}) {
                                checkLoad(new MemoryDisk(), randomRecords(random, count));
                            }
                        });
    }

    private static void checkLoad(MemoryDisk disk, List<KeyValue> records) {
        List<String> right = expected(records);
        try (Store store = Store.openInline(disk, OPTIONS, 1)) {
            Table table = store.table("t");
            store.load(table, records.iterator());
            assertThat(all(store, table)).isEqualTo(right);
            store.update(tx -> tx.put(store.table("other"), bytes("k"), bytes("v")));
        }
        try (Store store = Store.openInline(disk, OPTIONS, 1)) {
            assertThat(all(store, store.table("t"))).isEqualTo(right);
            assertThat(all(store, store.table("other"))).containsExactly("k=v");
        }
    }

    @Test
    void isChangedLikeAnythingElse() {
        try (Store store = Store.openInline(disk, OPTIONS, 1)) {
            Table table = store.table("t");
            store.load(
                    table, List.of(entry("a", "1"), entry("b", "1"), entry("c", "1")).iterator());
            store.update(tx -> {
                tx.put(table, bytes("a"), bytes("2"));
                tx.delete(table, bytes("b"));
            });
            Table filler = store.table("filler");
            for (int i = 0; i < 2000; i++) {
                byte[] key = bytes("k" + i);
                store.update(tx -> tx.put(filler, key, new byte[50]));
            }
            assertThat(store.statistics().compactions()).isPositive();
            assertThat(all(store, table)).containsExactly("a=2", "c=1");
            assertThat(store.get(table, bytes("c"))).contains(bytes("1"));
            assertThat(store.get(table, bytes("b"))).isEmpty();
        }
    }

    @Test
    void isNotSeenByViewsThatWereOpenBefore() {
        try (Store store = Store.openInline(disk, OPTIONS, 1)) {
            Table table = store.table("t");
            try (Snapshot before = store.snapshot();
                    Transaction reading = store.begin()) {
                assertThat(reading.get(table, bytes("a"))).isEmpty();
                store.load(table, List.of(entry("a", "1")).iterator());
                assertThat(before.get(table, bytes("a"))).isEmpty();
                assertThat(texts(before.scan(table, KeyRange.all()))).isEmpty();
                reading.put(table, bytes("z"), bytes("1"));
                assertThatExceptionOfType(ConflictException.class).isThrownBy(reading::commit);
            }
            assertThat(all(store, table)).containsExactly("a=1");
        }
    }

    @Test
    void refusesATableThatHasOrHadRecordsAndLeavesNothing() {
        try (Store store = Store.openInline(disk, OPTIONS, 1)) {
            Table table = store.table("t");
            store.update(tx -> tx.put(table, bytes("a"), bytes("1")));
            List<String> before = disk.list();
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(
                            () -> store.load(table, randomRecords(new Random(1), 900).iterator()))
                    .withMessageContaining("'t' is not empty");
            assertThat(disk.list()).isEqualTo(before);
            assertThat(all(store, table)).containsExactly("a=1");
        }
    }

    /// Whatever operation the power goes in: all of the load or nothing, and all that was
    /// acknowledged.
    @Test
    void isThereWholeOrNotAtAllAfterAPowerCut() {
        Seed.of(0x10ae)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            long seed = random.nextLong();
                            SimulatedDisk whole = new SimulatedDisk(new Random(seed));
                            assertThat(run(whole, new Random(seed))).isEqualTo(2);
                            for (long at = 0; at < whole.operations(); at++) {
                                SimulatedDisk cut =
                                        new SimulatedDisk(new Random(seed ^ at)).cutPowerAt(at);
                                int acknowledged = run(cut, new Random(seed));
                                check(cut.afterPowerCut(), acknowledged, new Random(seed));
                            }
                        });
    }

    /// @return how many of load and commit were acknowledged
    private static int run(SimulatedDisk cut, Random random) {
        int acknowledged = 0;
        try (Store store = Store.openInline(cut, OPTIONS, 1)) {
            store.load(store.table("t"), randomRecords(random, 400).iterator());
            acknowledged++;
            Table table = store.table("other");
            store.update(tx -> tx.put(table, bytes("k"), bytes("v")));
            acknowledged++;
        } catch (SimulatedDisk.PowerCut | StoreException e) {
            // As was asked for.
        }
        return acknowledged;
    }

    private static void check(SimulatedDisk left, int acknowledged, Random random) {
        List<String> right = expected(randomRecords(random, 400));
        try (Store store = Store.openInline(left, OPTIONS, 1)) {
            List<String> found = all(store, store.table("t"));
            if (acknowledged > 0) {
                assertThat(found).isEqualTo(right);
            } else {
                assertThat(found.isEmpty() ? right : found).isEqualTo(right);
            }
            if (acknowledged > 1) {
                assertThat(all(store, store.table("other"))).containsExactly("k=v");
            }
        }
        try (Store store = Store.openInline(left, OPTIONS, 1)) {
            store.update(tx -> tx.put(store.table("more"), bytes("k"), bytes("v")));
        }
    }
}
