package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.store.SimulatedDisk.Fault;
import io.chirograph.store.SimulatedDisk.PowerCut;
import io.chirograph.store.SimulatedDisk.Survival;
import io.chirograph.testkit.Seed;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Power cuts, refused operations, full disks and flipped bits at every operation of a workload with
/// log, flush and compaction interleaved, on a disk that loses, tears and reorders what was not
/// synced. After each, the store must open by itself and show a state that a plain map had: the one
/// after the last acknowledged commit, or after one that was under way.
class StoreCrashSimulation {
    /// So little that a few dozen commits fill a memory table, and a log file soon after.
    static final StoreOptions OPTIONS =
            StoreOptions.small()
                    .withTransactionBytesMax(8 << 10)
                    .withLogSegmentBytes(16 << 10)
                    .withBlockCacheBytesMax(16 << 10)
                    .withMemtableBytesMax(6 << 10);

    private static final int OPERATIONS_MIN = 2000;
    private static final int STEPS = 120;

    /// In lives that are lived again for every operation.
    private static final int STEPS_REPEATED = 40;

    /// A disk with an empty table on it.
    static SimulatedDisk prepared(Random random) {
        SimulatedDisk disk = new SimulatedDisk(random);
        try (Store store = Store.openInline(disk, OPTIONS, 99)) {
            store.table("t");
        }
        return disk;
    }

    static VersionedModel modelOf(SimulatedDisk disk) {
        try (Store store = Store.openInline(disk.copy(), OPTIONS, 98)) {
            return new VersionedModel(store.latestVersion());
        }
    }

    private static SteppedStore.Plan plan(SimulatedDisk disk, SimulatedDisk.Observer onlooker) {
        return SteppedStore.Plan.on(disk, STEPS, onlooker);
    }

    private static SteppedStore.Plan repeated(SimulatedDisk disk) {
        return SteppedStore.Plan.on(disk, STEPS_REPEATED, done -> {});
    }

    /// Opens what a crash left, and now and then crashes in the middle of that too.
    static void recover(SimulatedDisk left, VersionedModel model, Random random) {
        VersionedModel expected = model.copy();
        if (random.nextInt(8) == 0) {
            left.observedBy(operation -> {
                if (operation.isChange() && random.nextInt(4) == 0) {
                    open(left.afterPowerCut(Survival.BY_CHANCE, random), expected.copy(), random);
                }
            });
        }
        open(left, expected, random);
    }

    private static void open(SimulatedDisk left, VersionedModel expected, Random random) {
        try (Store store = Store.openInline(left, OPTIONS, 98)) {
            left.observedBy(operation -> {});
            expected.checkRecovered(store, random);
        }
    }

    @Test
    void losesNothingAcknowledgedWhenThePowerGoesInAnyOperation() {
        Seed.of(0xc4a5)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            SimulatedDisk disk = prepared(random);
                            VersionedModel model = modelOf(disk);
                            Random chance = new Random(random.nextLong());
                            long operations = 0;
                            while (operations < OPERATIONS_MIN) {
                                SimulatedDisk now = disk.copy();
                                operations +=
                                        SteppedStore.live(
                                                plan(now, done -> cutEveryWay(now, model, chance)),
                                                model,
                                                random);
                                model.forgetBefore(model.acknowledgedVersion());
                                disk = now;
                            }
                            recover(disk.copy(), model, random);
                        });
    }

    private static void cutEveryWay(SimulatedDisk disk, VersionedModel model, Random chance) {
        for (Survival survival : Survival.values()) {
            recover(disk.afterPowerCut(survival, chance), model, chance);
        }
        recover(disk.afterPowerCut(Survival.BY_CHANCE, chance), model, chance);
    }

    /// The same workload once more for every operation and every other kind of fault.
    @Test
    void showsNothingWrongWhenAnyOperationIsRefusedOrStoresAWrongBit() {
        Seed.of(0xc4a7)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            SimulatedDisk disk = prepared(random);
                            VersionedModel model = modelOf(disk);
                            long operations = 0;
                            while (operations < OPERATIONS_MIN) {
                                long seed = random.nextLong();
                                SimulatedDisk before = disk;
                                VersionedModel modelBefore = model.copy();
                                disk = before.copy();
                                operations +=
                                        SteppedStore.live(repeated(disk), model, new Random(seed));
                                for (long at = 0; at < disk.operations(); at++) {
                                    breakEveryWay(before, modelBefore, seed, at);
                                }
                                model.forgetBefore(model.acknowledgedVersion());
                            }
                        });
    }

    private static void breakEveryWay(
            SimulatedDisk before, VersionedModel modelBefore, long seed, long at) {
        for (Fault fault : List.of(Fault.ERROR, Fault.ERROR_AFTER_EFFECT, Fault.FULL, Fault.FLIP)) {
            SimulatedDisk disk = before.copy().plan(fault, at);
            VersionedModel model = modelBefore.copy();
            try {
                SteppedStore.live(repeated(disk), model, new Random(seed));
                check(disk, model, fault, seed ^ at);
            } catch (CorruptionException e) {
                if (fault != Fault.FLIP) {
                    throw e;
                }
            } catch (DiskException e) {
                // The store could not even be opened.
                check(disk, model, fault, seed ^ at);
            } catch (AssertionError e) {
                throw new AssertionError(
                        "%s at operation %d of life %x: %s"
                                .formatted(fault, at, seed, e.getMessage()),
                        e);
            }
        }
    }

    private static void check(SimulatedDisk disk, VersionedModel model, Fault fault, long seed) {
        Random random = new Random(seed);
        recover(disk.copy(), model, random);
        if (fault != Fault.FLIP) {
            recover(disk.afterPowerCut(Survival.BY_CHANCE, random), model, random);
        }
    }

    /// `-Dstore.crash.points=1000000` looks at more.
    @Test
    void losesNothingAcknowledgedInManyRandomCrashes() {
        Seed.of(0xc4a6)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            long pointsMin = Long.getLong("store.crash.points", 10_000);
                            long[] points = new long[1];
                            SimulatedDisk disk = prepared(random);
                            VersionedModel model = modelOf(disk);
                            Random chance = new Random(random.nextLong());
                            while (points[0] < pointsMin) {
                                SimulatedDisk now = disk.copy().cutPowerAt(random.nextInt(400));
                                SteppedStore.live(
                                        plan(
                                                now,
                                                done -> {
                                                    points[0]++;
                                                    recover(
                                                            now.afterPowerCut(
                                                                    Survival.BY_CHANCE, chance),
                                                            model,
                                                            chance);
                                                }),
                                        model,
                                        random);
                                // What is left of this life is where the next one begins.
                                disk = now.isCut() ? now.afterPowerCut() : now.copy();
                                open(disk, model, random);
                                // Otherwise a million points take a time that grows as their
                                // square.
                                model.forgetBefore(model.acknowledgedVersion());
                            }
                        });
    }

    /// Without threads: commits, flushes and compactions inside the calls, the first opening too.
    @Test
    void losesNothingAcknowledgedWhenAStoreWithoutThreadsIsCutInAnyOperation() {
        Seed.of(0xc4a8)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            SimulatedDisk disk = new SimulatedDisk(random);
                            long seed = random.nextLong();
                            runInline(disk, new Random(seed));
                            for (long at = 0; at < disk.operations(); at++) {
                                SimulatedDisk cut = new SimulatedDisk(random).cutPowerAt(at);
                                VersionedModel model = runInline(cut, new Random(seed));
                                assertThat(cut.isCut()).isTrue();
                                recoverInline(cut.afterPowerCut(), model, random);
                            }
                        });
    }

    /// @return what was committed, until the power went
    private static VersionedModel runInline(SimulatedDisk disk, Random random) {
        VersionedModel model = new VersionedModel(0);
        try (Store store = Store.openInline(disk, OPTIONS, 99)) {
            Table table = store.table("t");
            model.ordered(1, new Model());
            model.acknowledge(1);
            for (int i = 0; i < 60; i++) {
                Model after = model.latest().copy();
                long version = model.latestVersion() + 1;
                try (Transaction tx = store.begin()) {
                    after.write(tx, table, random);
                    model.ordered(version, after);
                    tx.commit();
                    model.acknowledge(version);
                }
            }
        } catch (PowerCut e) {
            assertThat(disk.isCut()).isTrue();
        }
        return model;
    }

    private static void recoverInline(SimulatedDisk left, VersionedModel model, Random random) {
        try (Store store = Store.openInline(left, OPTIONS, 98)) {
            if (model.acknowledgedVersion() > 0) {
                model.checkRecovered(store, random);
            } else {
                assertThat(store.latestVersion()).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void stopsCommitsAfterAFailedSyncAndSaysWhy() {
        SimulatedDisk disk = new SimulatedDisk(new Random(1));
        try (Store store = Store.openInline(disk, OPTIONS, 3)) {
            Table table = store.table("t");
            disk.failAt(disk.operations() + 1);
            assertThatThrownBy(() -> store.update(tx -> tx.put(table, new byte[1], new byte[1])))
                    .isInstanceOf(DiskException.class);
            assertThatThrownBy(() -> store.update(tx -> tx.put(table, new byte[1], new byte[1])))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("open it again");
            try (Snapshot snapshot = store.snapshot()) {
                assertThat(snapshot.get(table, new byte[1])).isEmpty();
            }
        }
    }
}
