package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.store.Manifest.TableFile;
import io.chirograph.store.ScrubReport.Damage;
import io.chirograph.testkit.Seed;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScrubTest {
    private static final StoreOptions OPTIONS =
            StoreOptions.small().withMemtableBytesMax(16 << 10).withTableCodec(Codec.LZ4);

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));

    private void fill() {
        try (Store store = Store.openInline(disk, OPTIONS, 77)) {
            Table table = store.table("t");
            Model model = new Model();
            Random random = new Random(11);
            for (int i = 0; i < 500; i++) {
                store.update(tx -> model.write(tx, table, random));
            }
        }
    }

    @Test
    void findsASoundStoreSoundOpenOrNot() {
        fill();
        ScrubReport offline = Store.check(disk);
        assertThat(offline.isSound()).isTrue();
        try (Store store = Store.openInline(disk, OPTIONS, 77)) {
            ScrubReport online = store.scrub(Long.MAX_VALUE);
            assertThat(online.isSound()).isTrue();
            assertThat(online.files()).isEqualTo(store.statistics().tables()).isPositive();
            assertThat(online.bytes()).isEqualTo(store.statistics().tableBytes());
            assertThat(offline.files()).isGreaterThan(online.files());
        }
    }

    /// The store stays open; its cache may know the block, its files are what is looked at.
    @Test
    void reportsAnyFlippedBitOfATableWithFileAndOffset() {
        Seed.of(0x5c2b)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            fill();
                            List<String> tables =
                                    disk.list().stream()
                                            .filter(name -> name.startsWith("table-"))
                                            .toList();
                            for (int i = 0; i < 200; i++) {
                                SimulatedDisk damaged = disk.copy();
                                String name = tables.get(random.nextInt(tables.size()));
                                byte[] content = damaged.content(name);
                                int at = random.nextInt(content.length);
                                content[at] ^= (byte) (1 << random.nextInt(8));
                                damaged.replace(name, content);
                                assertThat(Store.check(damaged).damages())
                                        .singleElement()
                                        .satisfies(found -> assertPlace(found, name, at));
                            }
                        });
    }

    private static void assertPlace(Damage found, String name, int at) {
        assertThat(found.file()).isEqualTo(name);
        assertThat(found.offset()).isLessThanOrEqualTo(at);
        assertThat(found.problem()).contains(name).contains("offset " + found.offset());
    }

    @Test
    void aRunningStoreReportsItsDamagedTableAndGoesOn() {
        fill();
        try (Store store = Store.openInline(disk, OPTIONS, 77)) {
            TableFile newest = Manifest.load(disk).tables().getFirst();
            String name = TableFormat.fileName(newest.number());
            int at = (int) newest.size() / 2;
            disk.flipBit(name, at);
            assertThat(store.scrub(Long.MAX_VALUE).damages())
                    .singleElement()
                    .satisfies(found -> assertPlace(found, name, at));
            Table table = store.table("t");
            store.update(tx -> tx.put(table, new byte[1], new byte[1]));
        }
    }

    @Test
    void reportsDamageOfTheLogAndMissingFilesAndTouchesNothing() {
        fill();
        SimulatedDisk rotten = disk.copy();
        String log = LogFormat.fileName(Manifest.load(disk).firstSegment());
        byte[] content = rotten.content(log);
        content[LogFormat.SEGMENT_HEADER_BYTES + 3] ^= 1;
        rotten.replace(log, content);
        long operations = rotten.operations();
        assertThat(Store.check(rotten).damages())
                .singleElement()
                .satisfies(found -> assertThat(found.file()).isEqualTo(log));
        assertThat(rotten.operations()).isEqualTo(operations);
        SimulatedDisk bereft = disk.copy();
        String table = TableFormat.fileName(Manifest.load(disk).tables().getFirst().number());
        bereft.delete(table);
        assertThat(Store.check(bereft).damages())
                .singleElement()
                .satisfies(found -> assertThat(found.file()).isEqualTo(table));
    }

    @Test
    void refusesToCheckWhatIsOpenOrNoStore() {
        MemoryDisk used = new MemoryDisk();
        try (Store store = Store.openInline(used, OPTIONS, 77)) {
            assertThat(store.tableNames()).isEmpty();
            assertThatThrownBy(() -> Store.check(used))
                    .isInstanceOf(DiskException.class)
                    .hasMessageContaining("another open store");
        }
        assertThat(Store.check(used).isSound()).isTrue();
        assertThatThrownBy(() -> Store.check(new MemoryDisk()))
                .isInstanceOf(DiskException.class)
                .hasMessageContaining("no store");
    }

    @Test
    void readsNoFasterThanAllowed() {
        fill();
        ManualWaiter waiter = new ManualWaiter();
        try (Store store = Store.openInline(disk, OPTIONS, 77, waiter)) {
            long begin = waiter.nanoTime();
            ScrubReport report = store.scrub(1000);
            double seconds = (waiter.nanoTime() - begin) / 1e9;
            assertThat(report.bytes() / seconds).isLessThanOrEqualTo(1001);
            assertThat(waiter.pauses()).isNotEmpty();
        }
    }
}
