package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.testkit.Seed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Damage to files of a store that was closed in order: every changed bit is either reported or
/// stands where nothing is read from; nothing wrong is ever shown.
class StoreDamageTest {
    private static final StoreOptions OPTIONS =
            StoreOptions.small().withMemtableBytesMax(16 << 10).withTableCodec(Codec.LZ4);

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));
    private final Model model = new Model();

    private void fill(int commits) {
        Random random = new Random(11);
        try (Store store = Store.openInline(disk, OPTIONS, 77)) {
            Table table = store.table("t");
            for (int i = 0; i < commits; i++) {
                store.update(tx -> model.write(tx, table, random));
            }
        }
    }

    /// @return whether the damage was reported
    private boolean isReported(SimulatedDisk damaged) {
        try (Store store = Store.openInline(damaged, OPTIONS, 1)) {
            try (Snapshot snapshot = store.snapshot()) {
                assertThat(model.differences(snapshot, store.table("t"), new Random(3))).isEmpty();
            }
            return false;
        } catch (CorruptionException e) {
            assertThat(e)
                    .hasMessageContaining(e.file())
                    .hasMessageContaining("offset " + e.offset());
            return true;
        }
    }

    @Test
    void neverShowsDamagedBytesAsData() {
        Seed.of(0xb17)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            fill(500);
                            int reported = 0;
                            for (int i = 0; i < 1500; i++) {
                                SimulatedDisk damaged = disk.copy();
                                flipOneBit(damaged, random);
                                reported += isReported(damaged) ? 1 : 0;
                            }
                            assertThat(reported).isGreaterThan(300);
                        });
    }

    private static void flipOneBit(SimulatedDisk damaged, Random random) {
        Map<String, Integer> sizes = damaged.sizes();
        String name =
                sizes.keySet().stream()
                        .skip(random.nextInt(sizes.size()))
                        .findFirst()
                        .orElseThrow();
        byte[] content = damaged.content(name);
        if (content.length > 0) {
            content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
            damaged.replace(name, content);
        }
    }

    @Test
    void reportsEveryMissingFile() {
        fill(500);
        for (String name : disk.sizes().keySet()) {
            SimulatedDisk damaged = disk.copy();
            damaged.delete(name);
            boolean spare = name.startsWith("log-") && isUnneeded(name);
            assertThat(isReported(damaged)).as("without %s", name).isEqualTo(!spare);
        }
    }

    private boolean isUnneeded(String log) {
        return LogFormat.numberOf(log) < Manifest.load(disk).firstSegment();
    }

    @Test
    void reportsEveryFileCutShort() {
        fill(500);
        for (var file : disk.sizes().entrySet()) {
            if (file.getKey().startsWith("log-")) {
                continue;
            }
            SimulatedDisk damaged = disk.copy();
            damaged.replace(
                    file.getKey(),
                    Arrays.copyOf(damaged.content(file.getKey()), file.getValue() - 1));
            assertThat(isReported(damaged)).as("short %s", file.getKey()).isTrue();
        }
    }

    @Test
    void tellsDamageInTheLogFromItsTornEnd() {
        try (Store store = Store.openInline(disk, OPTIONS, 77)) {
            Table table = store.table("t");
            store.update(tx -> tx.put(table, bytes("a"), bytes("first")));
            store.update(tx -> tx.put(table, bytes("b"), bytes("second")));
            // No orderly close: the second commit's group is the log's last.
            SimulatedDisk torn = disk.copy();
            flip(torn, "second");
            try (Store after = Store.openInline(torn, OPTIONS, 1);
                    Snapshot snapshot = after.snapshot()) {
                assertThat(Bytestrings.texts(snapshot.scan(after.table("t"), KeyRange.all())))
                        .containsExactly("a=first");
            }
            SimulatedDisk rotten = disk.copy();
            flip(rotten, "first");
            assertThatThrownBy(() -> Store.openInline(rotten, OPTIONS, 1))
                    .isInstanceOf(CorruptionException.class)
                    .hasMessageContaining("log-000000000001 offset")
                    .hasMessageContaining("valid groups follow");
        }
    }

    private static void flip(SimulatedDisk damaged, String text) {
        String name = LogFormat.fileName(1);
        byte[] content = damaged.content(name);
        int at = new String(content, StandardCharsets.ISO_8859_1).indexOf(text);
        content[at] ^= 1;
        damaged.replace(name, content);
    }

    @Test
    void reportsALostLastCommitAfterAnOrderlyClose() {
        try (Store store = Store.openInline(disk, OPTIONS, 77)) {
            Table table = store.table("t");
            store.update(tx -> tx.put(table, bytes("a"), bytes("only")));
        }
        flip(disk, "only");
        assertThatThrownBy(() -> Store.openInline(disk, OPTIONS, 1))
                .isInstanceOf(CorruptionException.class);
    }

    @Test
    void refusesToMakeANewStoreOverTheFilesOfAnOld() {
        fill(300);
        disk.delete("manifest");
        assertThatThrownBy(() -> Store.openInline(disk, OPTIONS, 1))
                .isInstanceOf(CorruptionException.class)
                .hasMessageContaining("manifest is missing");
    }

    @Test
    void neverReplaysTheCommitsOfAnEarlierUseOfALogFile() {
        StoreOptions options = OPTIONS.withMemtableBytesMax(4 << 10);
        try (Store store = Store.openInline(disk, options, 77)) {
            Table table = store.table("t");
            for (int i = 0; i < 3000; i++) {
                byte[] value = bytes("value " + i + "-".repeat(100));
                store.update(tx -> tx.put(table, bytes("k"), value));
            }
            assertThat(store.statistics().logBytes()).isGreaterThan(6 * 65_536);
            // The last segment now has groups of its file's earlier use behind its own.
            try (Store copy = Store.openInline(disk.copy(), options, 1);
                    Snapshot snapshot = copy.snapshot()) {
                assertThat(Bytestrings.texts(snapshot.scan(copy.table("t"), KeyRange.all())))
                        .containsExactly("k=value 2999" + "-".repeat(100));
            }
            assertThat(disk.sizes().keySet()).hasSizeLessThan(12);
        }
    }
}
