package io.chirograph.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.consensus.pbft.PbftConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// What a cluster does when one thing happens to it. [ScenarioSimulation] has all the rest.
class PbftSimulation {
    private static final int PRIMARY = 0;

    /// Requests to all in turn, one every `intervalMillis`.
    private static List<Plan.Submission> steady(int size, long millis, int intervalMillis) {
        List<Plan.Submission> submissions = new ArrayList<>();
        for (long at = 1; at < millis; at += intervalMillis) {
            submissions.add(new Plan.Submission(at, submissions.size() % size, submissions.size()));
        }
        return submissions;
    }

    private static Plan plan(
            int size, int traitors, List<Plan.Submission> submissions, Fault... faults) {
        return new Plan(
                Scenario.RANDOM,
                8,
                size,
                traitors,
                false,
                PbftConfig.defaults(),
                0,
                List.of(faults),
                submissions,
                List.of());
    }

    private static Cluster started(Plan plan) {
        Cluster cluster = new Cluster(plan, new ProtocolHabitat(Habitat.Shape.of(plan)), false);
        cluster.start();
        return cluster;
    }

    private static void await(Cluster cluster, long millis, BooleanSupplier condition) {
        long end = cluster.millis() + millis;
        while (!condition.getAsBoolean()) {
            assertThat(cluster.millis()).as("simulated milliseconds").isLessThan(end);
            cluster.runFor(1);
        }
    }

    @Test
    void ordersAllRequestsOnAQuietNetwork() {
        Cluster cluster = started(plan(4, 0, steady(4, 5_000, 5)));
        cluster.runFor(6_000);
        assertThat(cluster.oracle().openCount()).isZero();
        assertThat(cluster.oracle().executedRequests()).isEqualTo(1_000);
        assertThat(cluster.node(0).view()).isZero();
    }

    @Test
    void makesAnEmptyBlockWhenThereIsNoWork() {
        Cluster cluster = started(plan(4, 0, List.of()));
        cluster.runFor(26_000);
        assertThat(cluster.node(0).certifiedHeight()).isEqualTo(5);
        assertThat(cluster.node(0).view()).isZero();
    }

    @Test
    void makesAtMostOneBlockInFiftyMilliseconds() {
        Cluster cluster = started(plan(4, 0, steady(4, 5_000, 2)));
        cluster.runFor(5_000);
        assertThat(cluster.oracle().highestExecuted()).isBetween(80L, 101L);
    }

    @Test
    void replacesAStoppedPrimaryWithinHalfASecond() {
        Cluster cluster = started(plan(4, 0, steady(4, 3_000, 10)));
        cluster.runFor(1_000);
        cluster.begin(new Fault.Crash(1_000, PRIMARY, 10_000, false));
        cluster.runFor(100);
        long last = cluster.oracle().highestExecuted();
        await(cluster, 400, () -> cluster.oracle().highestExecuted() > last);
    }

    @Test
    void replacesAPrimaryThatIsCutOffWithinASecond() {
        Cluster cluster = started(plan(4, 0, steady(4, 3_000, 10)));
        cluster.runFor(1_000);
        cluster.begin(new Fault.Split(1_000, 20_000, 1 << PRIMARY, false));
        cluster.runFor(100);
        long last = cluster.oracle().highestExecuted();
        await(cluster, 900, () -> cluster.oracle().highestExecuted() > last);
    }

    @Test
    void keepsAPrimaryThatWorksOverASlowNetwork() {
        Fault slow = new Fault.Storm(0, 20_000, 0, 0, 150);
        Cluster cluster = started(plan(4, 0, steady(4, 10_000, 10), slow));
        cluster.runFor(10_000);
        assertThat(cluster.oracle().highestExecuted()).isGreaterThan(25);
        for (int node = 0; node < 4; node++) {
            assertThat(cluster.node(node).view()).isZero();
        }
    }

    @Test
    void letsAValidatorCatchUpAfterALongAbsence() {
        Cluster cluster = started(plan(4, 0, steady(4, 40_000, 20)));
        cluster.begin(new Fault.Crash(0, 3, 30_000, false));
        cluster.runFor(29_000);
        assertThat(cluster.oracle().highestExecuted()).isGreaterThan(400);
        assertThat(cluster.node(3).executedHeight()).isZero();
        await(
                cluster,
                6_000,
                () ->
                        cluster.node(3).isUp()
                                && cluster.node(3).certifiedHeight()
                                        > cluster.oracle().highestExecuted() - 10);
    }

    @Test
    void replacesAPrimaryWhoseClockIsWrong() {
        for (long skewMillis : new long[] {60_000, -60_000}) {
            List<Plan.Submission> submissions = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                submissions.add(new Plan.Submission(1, 1 + i % 3, i));
            }
            Cluster cluster = started(plan(4, 0, submissions));
            cluster.begin(new Fault.WrongClock(0, 60_000, PRIMARY, skewMillis));
            await(
                    cluster,
                    5_000,
                    () ->
                            cluster.oracle().openCount() == 0
                                    && cluster.node(PRIMARY).certifiedHeight() > 0);
            assertThat(cluster.node(1).view()).isEqualTo(1);
        }
    }

    @Test
    void agreesAloneAndInSmallClusters() {
        for (int size = 1; size <= 3; size++) {
            Cluster cluster = started(plan(size, 0, steady(size, 2_000, 10)));
            cluster.runFor(1_000);
            for (int node = 0; node < size; node++) {
                cluster.begin(new Fault.Crash(1_000, node, 100, false));
            }
            await(cluster, 5_000, () -> cluster.oracle().openCount() == 0);
        }
    }

    @Test
    void provesTheCheatingOfTraitors() {
        Cluster cluster =
                started(plan(4, 0b1000, steady(4, 2_000, 10), new Fault.Treason(0, 3_000)));
        cluster.runFor(3_000);
        assertThat(cluster.accused()).containsExactly(3);
    }

    /// Requests stamped by a clock that ran ahead must not wait until the right time has come there, nor
    /// make others give up primaries who rightly leave them out.
    @Test
    void doesNotHoldRequestsOfAClockThatWasSetBack() {
        List<Plan.Submission> submissions = List.of(new Plan.Submission(500, 2, 0));
        Cluster cluster = started(plan(4, 0, submissions));
        cluster.begin(new Fault.WrongClock(0, 1_000, 2, 45_000));
        cluster.runFor(3_000);
        assertThat(cluster.oracle().openCount()).isZero();
        cluster.runFor(10_000);
        assertThat(cluster.node(0).view()).isZero();
    }
}
