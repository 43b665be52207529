package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.store.SimulatedDisk.PowerCut;
import io.chirograph.store.SimulatedDisk.Survival;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RepairTest {
    private static final StoreOptions OPTIONS =
            StoreOptions.small().withMemtableBytesMax(16 << 10).withTableCodec(Codec.LZ4);

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));
    private final Model model = new Model();
    private final Random random = new Random(11);
    private int written;

    private void fill(SimulatedDisk filled, int commits) {
        try (Store store = Store.openInline(filled, OPTIONS, 77)) {
            Table table = store.table("t");
            store.table("u");
            for (int i = 0; i < commits; i++) {
                byte[] key = Bytestrings.bytes("only once " + written++);
                store.update(tx -> {
                    model.write(tx, table, random);
                    tx.put(store.table("u"), key, new byte[300]);
                });
            }
            store.checkpoint();
        }
    }

    private static List<String> tables(SimulatedDisk of) {
        return of.list().stream().filter(name -> name.startsWith("table-")).toList();
    }

    private static void flip(SimulatedDisk damaged, String name) {
        byte[] content = damaged.content(name);
        content[content.length / 2] ^= 2;
        damaged.replace(name, content);
    }

    @Test
    void putsTablesOfACopyInThePlaceOfDamagedAndMissingOnes() {
        fill(disk, 700);
        SimulatedDisk backup = disk.copy();
        // Both went on since; most tables are still the same.
        fill(disk, 10);
        List<String> common = tables(disk).stream().filter(tables(backup)::contains).toList();
        assertThat(common).isNotEmpty();
        flip(disk, common.getFirst());
        checkRepaired(backup, common.getFirst());
        disk.delete(common.getLast());
        checkRepaired(backup, common.getLast());
        try (Store store = Store.openInline(disk, OPTIONS, 77);
                Snapshot snapshot = store.snapshot()) {
            assertThat(Bytestrings.texts(snapshot.scan(store.table("t"), KeyRange.all())))
                    .isEqualTo(model.all());
        }
    }

    private void checkRepaired(SimulatedDisk backup, String name) {
        assertThat(Store.check(disk).isSound()).isFalse();
        RepairReport report = Store.repair(disk, backup);
        assertThat(report.isSound()).isTrue();
        assertThat(report.repaired())
                .singleElement()
                .satisfies(one -> assertThat(one.damage().file()).isEqualTo(name));
        assertThat(Store.check(disk).isSound()).isTrue();
    }

    @Test
    void saysWhatIsLostAndChangesNothingWhenTheCopyHasNoSuchTable() {
        fill(disk, 300);
        String name = tables(disk).getFirst();
        flip(disk, name);
        SimulatedDisk alsoDamaged = disk.copy();
        SimulatedDisk other = new SimulatedDisk(new Random(2));
        try (Store store = Store.openInline(other, OPTIONS, 78)) {
            store.table("t");
        }
        byte[] before = disk.content(name);
        assertThat(Store.repair(disk, alsoDamaged).lost())
                .singleElement()
                .satisfies(lost -> {
                    assertThat(lost.damage().file()).isEqualTo(name);
                    assertThat(lost.reason()).contains("SHA-256").doesNotContain("no copy");
                });
        assertThat(Store.repair(disk, other).lost())
                .singleElement()
                .satisfies(lost -> assertThat(lost.reason()).contains("no copy of this store"));
        assertThat(disk.content(name)).isEqualTo(before);
        assertThat(disk.list()).doesNotContain("repair.new");
    }

    @Test
    void leavesADamagedLogToItsOwnerAndSaysWhy() {
        fill(disk, 300);
        SimulatedDisk backup = disk.copy();
        String log = LogFormat.fileName(Manifest.load(disk).firstSegment());
        byte[] content = disk.content(log);
        content[3] ^= 1;
        disk.replace(log, content);
        assertThat(Store.repair(disk, backup).lost())
                .singleElement()
                .satisfies(lost -> assertThat(lost.reason()).contains("only tables"));
    }

    /// The damaged file or the whole one, after a power cut in any operation.
    @Test
    void aPowerCutInTheMiddleLeavesWhatCanBeRepairedAgain() {
        fill(disk, 300);
        SimulatedDisk backup = disk.copy();
        flip(disk, tables(disk).getFirst());
        SimulatedDisk whole = disk.copy();
        long operations = whole.operations();
        Store.repair(whole, backup);
        operations = whole.operations() - operations;
        assertThat(operations).isPositive();
        for (long at = 0; at < operations; at++) {
            SimulatedDisk cut = disk.copy().cutPowerAt(at);
            assertThatThrownBy(() -> Store.repair(cut, backup)).isInstanceOf(PowerCut.class);
            for (Survival survival : Survival.values()) {
                SimulatedDisk left = cut.afterPowerCut(survival, random);
                assertThat(Store.repair(left, backup).isSound()).isTrue();
                assertThat(Store.check(left).isSound()).isTrue();
            }
        }
    }
}
