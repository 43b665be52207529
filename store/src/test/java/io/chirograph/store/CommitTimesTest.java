package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static io.chirograph.store.Bytestrings.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.testkit.Seed;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CommitTimesTest {
    private static final long MICRO = 1000;

    private static StoreOptions keeping(long versions) {
        return StoreOptions.small()
                .withMemtableBytesMax(4 << 10)
                .withRetention(
                        Retention.defaults()
                                .withHistoryVersions(versions)
                                .withTimes(Retention.Times.KEPT));
    }

    private static List<String> at(Store store, Instant time) {
        try (Snapshot snapshot = store.snapshotAt(time)) {
            return texts(snapshot.scan(store.table("t"), KeyRange.all()));
        }
    }

    /// Times pass, stand still and go back between commits; lives end and begin again.
    @Test
    void showsWhatAMapOfTimesHadAtEveryTime() {
        Seed.of(0x71e)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            MemoryDisk disk = new MemoryDisk();
                            ManualWaiter clock = new ManualWaiter();
                            clock.pass(5 * MICRO + 5);
                            NavigableMap<Instant, List<String>> seen = new TreeMap<>();
                            Instant latest = Instant.EPOCH;
                            for (int life = 0; life < 3; life++) {
                                try (Store store =
                                        Store.openInline(
                                                disk, keeping(Retention.ALL_VERSIONS), 7, clock)) {
                                    Table table = store.table("t");
                                    for (int commit = 0; commit < 150; commit++) {
                                        clock.pass((random.nextInt(8) - 2) * MICRO);
                                        byte[] key = bytes("k" + random.nextInt(9));
                                        byte[] value = bytes("v" + random.nextInt(1000));
                                        store.update(tx -> tx.put(table, key, value));
                                        latest = later(latest, clock.now());
                                        try (Snapshot now = store.snapshot()) {
                                            seen.put(
                                                    latest, texts(now.scan(table, KeyRange.all())));
                                        }
                                    }
                                    assertThat(store.statistics().compactions()).isPositive();
                                    Instant first = seen.firstKey();
                                    for (int i = 0; i < 40; i++) {
                                        Instant asked =
                                                first.plusNanos(random.nextInt(900) * MICRO + 999);
                                        assertThat(at(store, asked))
                                                .isEqualTo(seen.floorEntry(asked).getValue());
                                    }
                                }
                            }
                        });
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    @Test
    void refusesTimesBeforeWhatIsKeptAndForgetsTheirRows() {
        ManualWaiter clock = new ManualWaiter();
        clock.pass(5 * MICRO + 5);
        try (Store store = Store.openInline(new MemoryDisk(), keeping(50), 7, clock)) {
            Table table = store.table("t");
            for (int i = 0; i < 2000; i++) {
                clock.pass(MICRO);
                store.update(tx -> tx.put(table, bytes("k"), new byte[50]));
            }
            store.checkpoint();
            assertThat(store.versionAt(clock.now())).isEqualTo(store.latestVersion());
            assertThat(store.versionAt(clock.now().minusNanos(30 * MICRO)))
                    .isEqualTo(store.latestVersion() - 30);
            assertThatThrownBy(() -> store.snapshotAt(clock.now().minusNanos(1500 * MICRO)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("nothing is kept of the time");
            assertThatThrownBy(() -> store.snapshotAt(Instant.MIN))
                    .isInstanceOf(StoreException.class);
            assertThat(store.versionAt(Instant.MAX)).isEqualTo(store.latestVersion());
            // 2000 rows of times would take more.
            assertThat(store.statistics().tableBytes()).isLessThan(20_000);
        }
    }

    @Test
    void saysThatItKeepsNoTimes() {
        try (Store store = Store.openInline(new MemoryDisk(), StoreOptions.small(), 7)) {
            assertThatThrownBy(() -> store.snapshotAt(Instant.EPOCH))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("withTimes");
        }
    }
}
