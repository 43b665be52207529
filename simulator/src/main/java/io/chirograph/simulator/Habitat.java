package io.chirograph.simulator;

import io.chirograph.consensus.pbft.Membership;

/// What all runs with one number of validators share: their keys, the genesis, and of what sort the
/// nodes are.
sealed interface Habitat permits ProtocolHabitat {
    Membership members(int index);

    CheapSignatures signatures();

    /// A node that has not started yet.
    SimulatedNode node(Cluster cluster, int index, boolean isHonest);
}
