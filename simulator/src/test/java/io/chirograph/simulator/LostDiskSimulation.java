package io.chirograph.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.testkit.Seed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Validators that lost their disks, in whole clusters.
final class LostDiskSimulation {
    private static final int COUNT = Integer.getInteger("scenarios", 3);

    @Test
    void whoLostItsDiskComesBackByAStateWhoeverLies() {
        long seed = Seed.of(0x10d).value();
        Map<Habitat.Shape, WholeHabitat> habitats = new HashMap<>();
        int states = 0;
        for (long i = 0; i < COUNT; i++) {
            Plan plan = Scenario.LOST_DISK.plan(seed + i);
            WholeHabitat habitat =
                    habitats.computeIfAbsent(Habitat.Shape.of(plan), WholeHabitat::new);
            Cluster cluster = new Cluster(plan, habitat, true);
            Outcome outcome = cluster.run();
            assertThat(outcome)
                    .as("./chirograph simulate --scenario lost-disk --seed %d", seed + i)
                    .isInstanceOf(Outcome.Kept.class);
            states += cluster.statesInstalled();
        }
        assertThat(states).isEqualTo(COUNT);
    }

    /// One of three holders, with four validators: the two others suffice.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHolderThatLiesIsNotBelievedAndAnotherOneIsAsked(boolean areOffers) {
        Plan plan = Scenario.LOST_DISK.plan(0x10d);
        int liar = (plan.size() - 1);
        Plan lying =
                plan.withFaults(
                        List.of(
                                new Fault.LostDisk(300, 0, plan.millis() - 600),
                                new Fault.FalseStates(0, liar, areOffers)));
        Cluster cluster = new Cluster(lying, new WholeHabitat(Habitat.Shape.of(plan)), true);

        assertThat(cluster.run()).isInstanceOf(Outcome.Kept.class);
        assertThat(cluster.statesInstalled()).isEqualTo(1);
    }

    @Test
    void doesTheSameAgainWithTheSameSeed() {
        Plan plan = Scenario.LOST_DISK.plan(5);
        long trace = new Simulation(Simulation.Extent.WHOLE).run(plan).figures().trace();
        assertThat(new Simulation(Simulation.Extent.WHOLE).run(plan).figures().trace())
                .isEqualTo(trace);
    }
}
