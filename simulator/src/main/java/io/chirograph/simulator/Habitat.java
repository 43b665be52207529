package io.chirograph.simulator;

import io.chirograph.consensus.pbft.Membership;

/// What all runs of one [Shape] share: the validators' keys, the genesis, and of what sort the nodes are.
sealed interface Habitat permits ProtocolHabitat, WholeHabitat {
    /// The founders, as the one on the seat `index` sees them; an observer when it is to join later.
    Membership members(int index);

    CheapSignatures signatures();

    /// @param founders how many validators there are at first
    /// @param seats how many there are ever
    /// @param isGoverned whether validators join and leave
    record Shape(int founders, int seats, boolean isGoverned) {
        static Shape of(Plan plan) {
            return new Shape(plan.size(), plan.seats(), !plan.changes().isEmpty());
        }
    }

    /// A node that has not started yet.
    SimulatedNode node(Cluster cluster, int index, boolean isHonest);
}
