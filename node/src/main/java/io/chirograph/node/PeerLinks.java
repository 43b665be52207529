package io.chirograph.node;

import io.chirograph.network.Lane;
import io.chirograph.network.LinkHandler;
import io.chirograph.types.Bytes;
import java.util.concurrent.RejectedExecutionException;

/// Tells the replica what the links tell: frames by way of the [Intake], and when a peer's votes can or
/// can't be heard; those who exchange states what comes in bulk; and the [Topology] what is its. Thread-safe.
final class PeerLinks implements LinkHandler {
    private static final System.Logger LOG = System.getLogger(PeerLinks.class.getName());

    private final Replica replica;
    private final Intake intake;
    private final StateExchange states;
    private final Intake bulk;
    private final Topology topology;

    /// @param bulk leads to `states`
    PeerLinks(
            Replica replica,
            Intake intake,
            StateExchange states,
            Intake bulk,
            Topology topology) {
        this.replica = replica;
        this.intake = intake;
        this.states = states;
        this.bulk = bulk;
        this.topology = topology;
    }

    @Override
    public void connected(int peer, Lane lane) {
        switch (lane) {
            case VOTES -> unlessStopping(() -> replica.peerUp(peer));
            case SYNC -> {}
            case BULK -> unlessStopping(() -> states.peerUp(peer));
            case TOPOLOGY -> unlessStopping(() -> topology.connected(peer));
        }
    }

    @Override
    public void disconnected(int peer, Lane lane, String reason) {
        switch (lane) {
            case VOTES -> unlessStopping(() -> replica.peerDown(peer));
            case SYNC -> {}
            case BULK -> unlessStopping(() -> states.peerDown(peer));
            case TOPOLOGY -> unlessStopping(() -> topology.disconnected(peer));
        }
    }

    @Override
    public void received(int peer, Lane lane, Bytes frame) {
        unlessStopping(() -> {
            switch (lane) {
                case VOTES, SYNC -> intake.receive(peer, lane, frame);
                case BULK -> bulk.receive(peer, lane, frame);
                case TOPOLOGY -> topology.received(peer, frame);
            }
        });
    }

    private static void unlessStopping(Runnable call) {
        try {
            call.run();
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "not heard any more: {0}", e.getMessage());
        }
    }
}
