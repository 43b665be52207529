package io.chirograph.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.testkit.Seed;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whole clusters under one seed: safety is checked at every step by [SimulatedCluster], liveness here
/// after the faults are over.
class PbftSimulation {
    private static final PbftConfig CONFIG = PbftConfig.defaults();
    private static final int SCENARIOS = Integer.getInteger("scenarios", 40);

    private static void scenarios(long usualSeed, Seed.Body body) {
        Seed first = Seed.of(usualSeed);
        boolean isReplay = first.value() != usualSeed;
        for (int i = 0; i < (isReplay ? 1 : SCENARIOS); i++) {
            new Seed(first.value() + i).run("consensus", PbftSimulation.class, body);
        }
    }

    private static void recover(SimulatedCluster cluster) {
        cluster.weather().clear();
        cluster.heal();
        long height = cluster.highest() + 5;
        for (SimulatedNode node : cluster.nodes()) {
            if (!node.isUp()) {
                cluster.after(0, node::start);
            }
        }
        cluster.submitSteadily(1_000, 100);
        cluster.runFor(1_000);
        cluster.runUntil(60_000, () -> cluster.isDone(height), "all certify " + height);
    }

    private static void once(long usualSeed, Seed.Body body) {
        Seed.of(usualSeed).run("consensus", PbftSimulation.class, body);
    }

    @Test
    void ordersAllRequestsOnAQuietNetwork() {
        once(
                1,
                random -> {
                    SimulatedCluster cluster = new SimulatedCluster(random, CONFIG, 4, 0);
                    cluster.startAll();
                    cluster.submitSteadily(5_000, 5);
                    cluster.runFor(6_000);
                    assertThat(cluster.openRequests()).isZero();
                    assertThat(cluster.node(0).snapshot().view()).isZero();
                    assertThat(cluster.executedRequests()).isGreaterThan(500);
                });
    }

    @Test
    void makesAnEmptyBlockWhenThereIsNoWork() {
        once(
                2,
                random -> {
                    SimulatedCluster cluster = new SimulatedCluster(random, CONFIG, 4, 0);
                    cluster.startAll();
                    cluster.runFor(26_000);
                    assertThat(cluster.node(0).certifiedHeight()).isEqualTo(5);
                    assertThat(cluster.node(0).snapshot().view()).isZero();
                });
    }

    @Test
    void makesAtMostOneBlockInFiftyMilliseconds() {
        once(
                3,
                random -> {
                    SimulatedCluster cluster = new SimulatedCluster(random, CONFIG, 4, 0);
                    cluster.startAll();
                    cluster.submitSteadily(5_000, 2);
                    cluster.runFor(5_000);
                    assertThat(cluster.highest()).isBetween(80L, 101L);
                });
    }

    @Test
    void replacesAKilledPrimaryWithinASecond() {
        for (boolean isTold : new boolean[] {true, false}) {
            once(
                    4,
                    random -> {
                        SimulatedCluster cluster = new SimulatedCluster(random, CONFIG, 4, 0);
                        cluster.startAll();
                        cluster.submitSteadily(3_000, 10);
                        cluster.runFor(1_000);
                        long before = cluster.highest();
                        if (isTold) {
                            cluster.crash(cluster.node(0), 10_000);
                        } else {
                            cluster.partition(1, 0, 0, 0);
                        }
                        cluster.runFor(100);
                        long last = cluster.highest();
                        assertThat(last - before).isLessThan(5);
                        cluster.runUntil(
                                isTold ? 400 : 900,
                                () -> cluster.highest() > last,
                                "a block of the next primary");
                    });
        }
    }

    @Test
    void keepsItsPrimaryWhileItWorks() {
        once(
                5,
                random -> {
                    SimulatedCluster cluster = new SimulatedCluster(random, CONFIG, 4, 0);
                    cluster.weather().delayMillisMax = 150;
                    cluster.weather().executionMillisMax = 400;
                    cluster.startAll();
                    cluster.submitSteadily(10_000, 10);
                    cluster.runFor(10_000);
                    assertThat(cluster.highest()).isGreaterThan(25);
                    for (SimulatedNode node : cluster.nodes()) {
                        assertThat(node.snapshot().counters().viewChanges()).isZero();
                    }
                });
    }

    @Test
    void letsAReplicaCatchUpAfterALongAbsence() {
        once(
                6,
                random -> {
                    SimulatedCluster cluster = new SimulatedCluster(random, CONFIG, 4, 0);
                    cluster.startAll();
                    cluster.submitSteadily(40_000, 20);
                    cluster.after(0, () -> cluster.crash(cluster.node(3), 30_000));
                    cluster.runFor(29_000);
                    assertThat(cluster.highest()).isGreaterThan(400);
                    assertThat(cluster.node(3).executedHeight()).isZero();
                    cluster.runUntil(
                            6_000,
                            () ->
                                    cluster.node(3).isUp()
                                            && cluster.node(3).certifiedHeight()
                                                    > cluster.highest() - 10,
                            "validator 3 has caught up");
                });
    }

    @Test
    void replacesAPrimaryWhoseClockIsWrong() {
        SimulatedCluster fast = clusterWithPrimaryClock(60_000);
        SimulatedCluster slow = clusterWithPrimaryClock(-60_000);

        // A fast clock makes bad proposals; a slow one holds all requests for future ones.
        assertThat(fast.refusals())
                .filteredOn(Effect.ProposalRefused.class::isInstance)
                .isNotEmpty()
                .allMatch(refusal ->
                        ((Effect.ProposalRefused) refusal).reason() == Refusal.CLOCK_SKEW);
        assertThat(slow.refusals())
                .noneMatch(refusal ->
                        refusal instanceof Effect.ProposalRefused refused && refused.peer() == 0);
    }

    private static SimulatedCluster clusterWithPrimaryClock(long skewMillis) {
        SimulatedCluster cluster = new SimulatedCluster(new Random(11), CONFIG, 4, 0);
        cluster.skewClock(0, skewMillis);
        cluster.startAll();
        for (int i = 0; i < 20; i++) {
            cluster.submit(cluster.node(1 + i % 3), 20);
        }
        cluster.runUntil(
                5_000,
                () -> cluster.openRequests() == 0 && cluster.node(0).certifiedHeight() > 0,
                "the others order all, the first follows");
        assertThat(cluster.node(1).snapshot().view()).isEqualTo(1);
        return cluster;
    }

    @Test
    void agreesAloneAndInSmallClusters() {
        for (int i = 1; i <= 3; i++) {
            int size = i;
            once(
                    7,
                    random -> {
                        SimulatedCluster cluster = new SimulatedCluster(random, CONFIG, size, 0);
                        cluster.startAll();
                        cluster.submitSteadily(2_000, 10);
                        cluster.runFor(1_000);
                        cluster.nodes().forEach(node -> cluster.crash(node, 100));
                        cluster.runFor(1_000);
                        recover(cluster);
                    });
        }
    }

    @Test
    void doesTheSameAgainWithTheSameSeed() {
        assertThat(traceOf(8)).isEqualTo(traceOf(8));
        assertThat(traceOf(8)).isNotEqualTo(traceOf(9));
    }

    private static long traceOf(long seed) {
        SimulatedCluster cluster = new SimulatedCluster(new Random(seed), CONFIG, 4, 1);
        cluster.weather().liars = true;
        cluster.weather().crash = 0.005;
        cluster.weather().loss = 0.1;
        cluster.startAll();
        cluster.submitSteadily(2_000, 10);
        cluster.runFor(2_000);
        return cluster.trace();
    }

    @Test
    void provesTheCheatingOfLiars() {
        once(
                10,
                random -> {
                    SimulatedCluster cluster = new SimulatedCluster(random, CONFIG, 4, 1);
                    cluster.weather().liars = true;
                    cluster.startAll();
                    cluster.submitSteadily(2_000, 10);
                    cluster.runFor(3_000);
                    assertThat(cluster.accused()).containsExactly(3);
                });
    }

    @Test
    void survivesTwinsWithOneKey() {
        scenarios(
                0x7000,
                random -> {
                    int size = 4 + random.nextInt(4);
                    SimulatedCluster cluster =
                            new SimulatedCluster(random, CONFIG, size, (size - 1) / 3);
                    cluster.addTwins();
                    cluster.weather().loss = random.nextDouble() * 0.3;
                    cluster.weather().delayMillisMax = 1 + random.nextInt(50);
                    cluster.startAll();
                    cluster.submitSteadily(2_000, 20);
                    cluster.runFor(500);
                    cluster.crash(cluster.node(0), 1_000);
                    cluster.runFor(500);
                    cluster.partition(randomGroups(random, size));
                    cluster.runFor(1_000);
                    recover(cluster);
                });
    }

    @Test
    void survivesLossDelayAndDuplication() {
        scenarios(
                0x1000,
                random -> {
                    SimulatedCluster cluster =
                            new SimulatedCluster(random, CONFIG, 4 + random.nextInt(4), 0);
                    cluster.weather().loss = random.nextDouble() * 0.3;
                    cluster.weather().duplication = random.nextDouble() * 0.2;
                    cluster.weather().delayMillisMax = 1 + random.nextInt(100);
                    cluster.startAll();
                    cluster.submitSteadily(1_500, 20);
                    cluster.runFor(1_500);
                    recover(cluster);
                });
    }

    @Test
    void survivesCrashesAtAnyPoint() {
        scenarios(
                0x2000,
                random -> {
                    SimulatedCluster cluster =
                            new SimulatedCluster(random, CONFIG, 4 + random.nextInt(4), 0);
                    cluster.weather().crash = random.nextDouble() * 0.01;
                    cluster.weather().loss = random.nextDouble() * 0.05;
                    cluster.startAll();
                    cluster.submitSteadily(2_000, 20);
                    cluster.runFor(2_000);
                    recover(cluster);
                });
    }

    @Test
    void survivesPartitions() {
        scenarios(
                0x3000,
                random -> {
                    int size = 4 + random.nextInt(4);
                    SimulatedCluster cluster = new SimulatedCluster(random, CONFIG, size, 0);
                    cluster.startAll();
                    cluster.submitSteadily(3_000, 20);
                    for (int i = 0; i < 3; i++) {
                        cluster.runFor(random.nextInt(700));
                        cluster.partition(randomGroups(random, size));
                    }
                    cluster.runFor(random.nextInt(2_000));
                    recover(cluster);
                });
    }

    private static int[] randomGroups(Random random, int size) {
        int[] groups = new int[size];
        for (int i = 0; i < size; i++) {
            groups[i] = random.nextInt(2);
        }
        return groups;
    }

    @Test
    void survivesLiars() {
        scenarios(
                0x4000,
                random -> {
                    int size = 4 + random.nextInt(4);
                    int liars = (size - 1) / 3;
                    SimulatedCluster cluster = new SimulatedCluster(random, CONFIG, size, liars);
                    cluster.weather().liars = true;
                    cluster.weather().loss = random.nextDouble() * 0.05;
                    cluster.startAll();
                    cluster.submitSteadily(3_000, 20);
                    // The first views belong to honest nodes: make one of them fail.
                    cluster.after(
                            500 * SimulatedCluster.MILLI,
                            () -> cluster.crash(cluster.node(random.nextInt(size)), 1_000));
                    cluster.runFor(3_000);
                    recover(cluster);
                });
    }

    @Test
    void survivesEverythingAtOnce() {
        scenarios(
                0x5000,
                random -> {
                    int size = 4 + random.nextInt(4);
                    int liars = random.nextInt((size - 1) / 3 + 1);
                    SimulatedCluster cluster = new SimulatedCluster(random, CONFIG, size, liars);
                    cluster.weather().liars = true;
                    cluster.weather().crash = random.nextDouble() * 0.01;
                    cluster.weather().loss = random.nextDouble() * 0.1;
                    cluster.weather().duplication = random.nextDouble() * 0.1;
                    cluster.weather().delayMillisMax = 1 + random.nextInt(30);
                    cluster.startAll();
                    cluster.submitSteadily(2_000, 20);
                    cluster.runFor(random.nextInt(1_000));
                    cluster.partition(randomGroups(random, size));
                    cluster.runFor(random.nextInt(1_000));
                    cluster.heal();
                    cluster.runFor(random.nextInt(1_000));
                    recover(cluster);
                });
    }

    @Test
    void goesOnAfterAllWereKilled() {
        scenarios(
                0x6000,
                random -> {
                    SimulatedCluster cluster = new SimulatedCluster(random, CONFIG, 4, 0);
                    cluster.weather().loss = random.nextDouble() * 0.2;
                    cluster.startAll();
                    cluster.submitSteadily(2_000, 10);
                    for (int i = 0; i < 3; i++) {
                        cluster.runFor(200 + random.nextInt(600));
                        cluster.nodes().forEach(node -> cluster.crash(node, 10));
                    }
                    cluster.runFor(200);
                    recover(cluster);
                });
    }
}
