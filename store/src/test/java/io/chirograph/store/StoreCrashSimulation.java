package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.store.SimulatedDisk.PowerCut;
import io.chirograph.testkit.Seed;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Power cuts and refused operations at every point of a workload, on a disk that loses, tears and
/// reorders what was not synced. After each, the store must open by itself and show a state that a
/// plain map had: the one after the last acknowledged commit, or after the one under way.
class StoreCrashSimulation {
    /// So little that a few dozen commits fill a memory table, and a log file soon after.
    private static final StoreOptions OPTIONS =
            StoreOptions.small()
                    .withTransactionBytesMax(8 << 10)
                    .withLogSegmentBytes(16 << 10)
                    .withMemtableBytesMax(6 << 10);

    /// What may be found after a crash.
    private static final class Outcome {
        private Model acknowledged = new Model();
        private Model underWay = new Model();

        /// Commits `count` random transactions, or as many as the disk lets.
        void run(SimulatedDisk disk, int count, Random random) {
            try (Store store = Store.openInline(disk, OPTIONS, 99)) {
                Table table = store.table("t");
                check(store, random);
                for (int i = 0; i < count; i++) {
                    underWay = acknowledged.copy();
                    try (Transaction tx = store.begin()) {
                        underWay.write(tx, table, random);
                        tx.commit();
                    }
                    acknowledged = underWay;
                }
            }
        }

        /// Opens the store and takes what it shows for the truth from now on.
        void recover(SimulatedDisk disk, Random random) {
            try (Store store = Store.openInline(disk, OPTIONS, 98)) {
                check(store, random);
            }
        }

        private void check(Store store, Random random) {
            Table table = store.table("t");
            try (Snapshot snapshot = store.snapshot()) {
                List<String> found = Bytestrings.texts(snapshot.scan(table, KeyRange.all()));
                Model right = found.equals(underWay.all()) ? underWay : acknowledged;
                assertThat(right.differences(snapshot, table, random)).isEmpty();
                acknowledged = right;
                underWay = right;
            }
        }
    }

    @Test
    void losesNothingAcknowledgedWhenThePowerGoesInAnyOperation() {
        Seed.of(0xc4a5).run("store", getClass(), random -> cutEverywhere(random, 180));
    }

    /// `-Dstore.crash.rounds=…` runs longer.
    @Test
    void losesNothingAcknowledgedThroughManyCrashesInARow() {
        Seed.of(0xc4a6)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            Outcome outcome = new Outcome();
                            SimulatedDisk disk = new SimulatedDisk(random);
                            for (int i = 0;
                                    i < Integer.getInteger("store.crash.rounds", 400);
                                    i++) {
                                disk.cutPowerAt(random.nextInt(400));
                                runToTheCut(outcome, disk, 150, random);
                                disk = disk.afterPowerCut();
                            }
                            outcome.recover(disk, random);
                        });
    }

    private void cutEverywhere(Random seeds, int commits) {
        long seed = seeds.nextLong();
        SimulatedDisk whole = new SimulatedDisk(new Random(seed));
        new Outcome().run(whole, commits, new Random(seed));
        assertThat(whole.operations()).isGreaterThan(commits * 2L);
        assertThat(whole.sizes().keySet()).contains(LogFormat.fileName(3));
        for (long at = 0; at < whole.operations(); at++) {
            SimulatedDisk disk = new SimulatedDisk(new Random(seed ^ at)).cutPowerAt(at);
            Outcome outcome = new Outcome();
            runToTheCut(outcome, disk, commits, new Random(seed));
            assertThat(disk.isCut()).isTrue();
            SimulatedDisk left = disk.afterPowerCut();
            // The power may go again while the store recovers.
            left.cutPowerAt(at % 7);
            runToTheCut(outcome, left, 5, new Random(at));
            outcome.recover(left.isCut() ? left.afterPowerCut() : left, new Random(at));
        }
    }

    private static void runToTheCut(
            Outcome outcome, SimulatedDisk disk, int commits, Random random) {
        try {
            outcome.run(disk, commits, random);
        } catch (PowerCut e) {
            // As planned: what is left of the disk is the test's matter.
            assertThat(disk.isCut()).isTrue();
        }
    }

    @Test
    void losesNothingAcknowledgedWhenAnyOperationIsRefused() {
        Seed.of(0xc4a7)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            long seed = random.nextLong();
                            SimulatedDisk whole = new SimulatedDisk(new Random(seed));
                            new Outcome().run(whole, 100, new Random(seed));
                            for (long at = 0; at < whole.operations(); at++) {
                                refuseOne(seed, at);
                            }
                        });
    }

    private static void refuseOne(long seed, long at) {
        SimulatedDisk disk = new SimulatedDisk(new Random(seed ^ at)).failAt(at);
        Outcome outcome = new Outcome();
        try {
            outcome.run(disk, 100, new Random(seed));
        } catch (StoreException e) {
            assertThat(e).isNotInstanceOf(CorruptionException.class);
        }
        outcome.recover(at % 2 == 0 ? disk : disk.afterPowerCut(), new Random(at));
    }

    /// Shows that the simulation finds what it is there to find.
    @Test
    void noticesADiskThatDoesNotSync() {
        int noticed = 0;
        for (int at = 50; at < 80; at++) {
            SimulatedDisk disk = new SimulatedDisk(new Random(at)).ignoreSyncs().cutPowerAt(at);
            Outcome outcome = new Outcome();
            runToTheCut(outcome, disk, 120, new Random(5));
            try {
                outcome.recover(disk.afterPowerCut(), new Random(at));
            } catch (StoreException | AssertionError e) {
                noticed++;
            }
        }
        assertThat(noticed).isGreaterThan(20);
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
