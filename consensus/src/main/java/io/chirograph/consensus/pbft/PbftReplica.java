package io.chirograph.consensus.pbft;

import java.util.List;
import java.util.TreeMap;

/// One replica of batched PBFT as a deterministic step machine. Single-owner.
public final class PbftReplica {
    public PbftReplica(
            PbftConfig config, Membership members, Signer signer, Recovery recovery, Now now) {}

    public List<Effect> step(Event event) {
        return List.of();
    }

    public Snapshot snapshot() {
        return new Snapshot(
                0,
                Message.Phase.ACTIVE,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                List.of(),
                new Snapshot.Counters(0, 0, 0, 0, 0, 0, 0, 0, 0, new TreeMap<>()));
    }
}
