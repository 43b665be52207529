package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.store.SimulatedDisk.Survival;
import io.chirograph.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Shows that the simulations find what they are there to find: each of ten mistakes makes one fail.
class PlantedBugSimulation {
    private static final int LIVES_MAX = 60;

    /// Of a store without a mistake, which the other simulations look at longer.
    private static final int LIVES_SOUND = 8;

    @ParameterizedTest
    @EnumSource
    void catchesEveryMistakeAndNothingElse(PlantedBug bug) {
        Seed.of(0xb09)
                .run(
                        "store",
                        getClass(),
                        random ->
                                assertThat(isCaught(bug, random))
                                        .isEqualTo(bug != PlantedBug.NONE));
    }

    private static boolean isCaught(PlantedBug bug, Random random) {
        try {
            SimulatedDisk disk = StoreCrashSimulation.prepared(random);
            VersionedModel model = StoreCrashSimulation.modelOf(disk);
            for (int life = 0; life < (bug == PlantedBug.NONE ? LIVES_SOUND : LIVES_MAX); life++) {
                SimulatedDisk now = disk.copy();
                SteppedStore.live(
                        new SteppedStore.Plan(
                                bug.around(now),
                                now,
                                StoreCrashSimulation.OPTIONS,
                                120,
                                done -> cut(bug, now, model, random),
                                bug::snapshotOpened),
                        model,
                        random);
                model.forgetBefore(model.acknowledgedVersion());
                disk = now;
            }
            return false;
        } catch (AssertionError | StoreException e) {
            return true;
        }
    }

    private static void cut(
            PlantedBug bug, SimulatedDisk disk, VersionedModel model, Random random) {
        for (Survival survival : Survival.values()) {
            SimulatedDisk left = disk.afterPowerCut(survival, random);
            bug.misread(left);
            StoreCrashSimulation.recover(left, model, random);
        }
    }

    /// The tenth: the rows that a scan found are compared at commit, but not what was absent.
    @Test
    void catchesPhantomsThatAreNotValidated() {
        Seed.of(0xb0a)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            List<String> found = new ArrayList<>();
                            for (int i = 0; i < 20 && found.isEmpty(); i++) {
                                found.addAll(
                                        HistorySimulation.interleaved(
                                                        IsolationLevel.SERIALIZABLE,
                                                        random,
                                                        PlantedBugSimulation::scanRowByRow)
                                                .anomalies(IsolationLevel.SERIALIZABLE));
                            }
                            assertThat(found).isNotEmpty();
                        });
    }

    private static Iterable<KeyValue> scanRowByRow(
            Store store, Transaction tx, Table table, KeyRange range) {
        List<KeyValue> rows = new ArrayList<>();
        try (Snapshot unvalidated = store.snapshot()) {
            for (KeyValue row : unvalidated.scan(table, range)) {
                tx.get(table, row.key())
                        .ifPresent(value -> rows.add(new KeyValue(row.key(), value)));
            }
        }
        return rows;
    }
}
