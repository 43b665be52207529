package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static io.chirograph.store.Bytestrings.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The past of a store against a plain map of versions.
class KeyHistoryProperties {
    private static StoreOptions keeping(long versions) {
        return StoreOptions.small()
                .withMemtableBytesMax(8 << 10)
                .withRetention(Retention.defaults().withHistoryVersions(versions));
    }

    private static void write(Store store, VersionedModel model, int commits, Random random) {
        Table table = store.table("t");
        for (int i = 0; i < commits; i++) {
            Model after = model.latest().copy();
            try (Transaction tx = store.begin()) {
                after.write(tx, table, random);
                long version = tx.commit();
                if (version > model.latestVersion()) {
                    model.ordered(version, after);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 60, Retention.ALL_VERSIONS})
    void showsEveryVersionThatIsKept(long kept) {
        Seed.of(0x815)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            MemoryDisk disk = new MemoryDisk();
                            VersionedModel model = new VersionedModel(0);
                            for (int life = 0; life < 3; life++) {
                                try (Store store = Store.openInline(disk, keeping(kept), 7)) {
                                    if (life == 0) {
                                        store.table("t");
                                        model.ordered(1, new Model());
                                    }
                                    write(store, model, 300, random);
                                    assertThat(store.statistics().compactions()).isPositive();
                                    checkPast(store, model, kept, random);
                                }
                            }
                        });
    }

    private static void checkPast(Store store, VersionedModel model, long kept, Random random) {
        Table table = store.table("t");
        long latest = model.latestVersion();
        long oldest = store.oldestVersion();
        assertThat(oldest).isLessThanOrEqualTo(Math.max(0, latest - kept));
        assertThat(oldest).isGreaterThan(kept == Retention.ALL_VERSIONS ? -1 : 1);
        for (int i = 0; i < 20; i++) {
            long version = oldest + random.nextLong(latest - oldest + 1);
            try (Snapshot snapshot = store.snapshotAt(version)) {
                assertThat(model.at(version).differences(snapshot, table, random)).isEmpty();
            }
        }
        for (int i = 0; i < 30; i++) {
            String key = Model.key(random);
            assertThat(texts(store.history(table, bytes(key), 1000)))
                    .isEqualTo(expected(model, key, oldest, latest));
            assertThat(store.history(table, bytes(key), 1)).hasSizeLessThanOrEqualTo(1);
        }
        if (oldest > 0) {
            assertThatThrownBy(() -> store.snapshotAt(oldest - 1))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("historyVersions");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> store.snapshotAt(latest + 1));
    }

    /// Without values that were put again as they were, which the states of the model don't show.
    private static List<String> texts(List<KeyVersion> history) {
        List<String> texts = new ArrayList<>();
        for (KeyVersion one : history) {
            String value = one.value().map(found -> text(found)).orElse("nothing");
            if (texts.isEmpty() || !texts.getLast().equals(value)) {
                texts.add(value);
            }
        }
        return texts;
    }

    /// The values that the key had one after the other, the newest first.
    private static List<String> expected(
            VersionedModel model, String key, long oldest, long latest) {
        List<String> values = new ArrayList<>();
        for (long version = oldest; version <= latest; version++) {
            String value = model.at(version).get(key);
            boolean first = values.isEmpty() && !value.equals("nothing");
            if (first || (!values.isEmpty() && !values.getLast().equals(value))) {
                values.add(value);
            }
        }
        return values.reversed();
    }

    @Test
    void rollsBackARangeAndCanUndoThat() {
        Seed.of(0x816)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            VersionedModel model = new VersionedModel(1);
                            try (Store store =
                                    Store.openInline(
                                            new MemoryDisk(), keeping(Retention.ALL_VERSIONS), 7)) {
                                Table table = store.table("t");
                                write(store, model, 200, random);
                                long version = model.latestVersion();
                                Model past = model.latest();
                                write(store, model, 40, random);
                                Model present = model.latest();
                                long undone = store.rollBack(table, KeyRange.all(), version);
                                assertThat(undone).isEqualTo(model.latestVersion() + 1);
                                try (Snapshot snapshot = store.snapshot()) {
                                    assertThat(past.differences(snapshot, table, random)).isEmpty();
                                }
                                store.rollBack(table, KeyRange.all(), undone - 1);
                                try (Snapshot snapshot = store.snapshot()) {
                                    assertThat(present.differences(snapshot, table, random))
                                            .isEmpty();
                                }
                            }
                        });
    }

    @Test
    void rollsBackTheKeysOfTheRangeOnlyAndWritesOnlyDifferences() {
        try (Store store = Store.openInline(new MemoryDisk(), keeping(100), 7)) {
            Table table = store.table("t");
            store.update(tx -> {
                tx.put(table, bytes("a"), bytes("1"));
                tx.put(table, bytes("b"), bytes("1"));
                tx.put(table, bytes("c"), bytes("1"));
            });
            long version = store.latestVersion();
            store.update(tx -> {
                tx.put(table, bytes("a"), bytes("2"));
                tx.put(table, bytes("aa"), bytes("2"));
                tx.delete(table, bytes("c"));
            });
            store.rollBack(table, KeyRange.lessThan(bytes("c")), version);
            try (Snapshot snapshot = store.snapshot()) {
                assertThat(Bytestrings.texts(snapshot.scan(table, KeyRange.all())))
                        .containsExactly("a=1", "b=1");
            }
            assertThat(store.history(table, bytes("b"), 10)).hasSize(1);
            assertThat(store.history(table, bytes("a"), 10)).hasSize(3);
        }
    }

    /// What was dropped under one retention is not there under a longer one.
    @Test
    void doesNotPretendToHaveWhatAnEarlierOpenDropped() {
        MemoryDisk disk = new MemoryDisk();
        VersionedModel model = new VersionedModel(1);
        Random random = new Random(5);
        long oldest;
        try (Store store = Store.openInline(disk, keeping(10), 7)) {
            store.table("t");
            write(store, model, 300, random);
            oldest = store.oldestVersion();
            assertThat(oldest).isGreaterThan(100);
        }
        try (Store store = Store.openInline(disk, keeping(Retention.ALL_VERSIONS), 7)) {
            assertThat(store.oldestVersion()).isEqualTo(oldest);
            checkPast(store, model, 10, random);
        }
    }

    @Test
    void keepsNoMoreOnDiskThanRetentionAsks() {
        long[] bytes = new long[2];
        long[] kept = {0, Retention.ALL_VERSIONS};
        for (int i = 0; i < kept.length; i++) {
            try (Store store = Store.openInline(new MemoryDisk(), keeping(kept[i]), 7)) {
                store.table("t");
                write(store, new VersionedModel(1), 2000, new Random(5));
                bytes[i] = store.statistics().tableBytes();
            }
        }
        assertThat(bytes[1]).isGreaterThan(5 * bytes[0]);
    }
}
