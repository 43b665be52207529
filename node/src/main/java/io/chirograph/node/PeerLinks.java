package io.chirograph.node;

import io.chirograph.network.Lane;
import io.chirograph.network.LinkHandler;
import io.chirograph.types.Bytes;
import java.util.concurrent.RejectedExecutionException;

/// Tells what the links tell: frames to the replica by way of the [Intake], what comes in bulk to those who exchange
/// states, and to the [Topology] its own and who is connected. Thread-safe.
final class PeerLinks implements LinkHandler {
    private static final System.Logger LOG = System.getLogger(PeerLinks.class.getName());

    private final Intake intake;
    private final StateExchange states;
    private final Intake bulk;
    private final Topology topology;

    /// @param bulk leads to `states`
    PeerLinks(Intake intake, StateExchange states, Intake bulk, Topology topology) {
        this.intake = intake;
        this.states = states;
        this.bulk = bulk;
        this.topology = topology;
    }

    @Override
    public void connected(int peer, Lane lane) {
        switch (lane) {
            case VOTES -> unlessStopping(() -> topology.heard(peer));
            case SYNC -> {}
            case BULK -> unlessStopping(() -> states.peerUp(peer));
            case TOPOLOGY -> unlessStopping(() -> topology.connected(peer));
        }
    }

    @Override
    public void disconnected(int peer, Lane lane, String reason) {
        switch (lane) {
            case VOTES -> unlessStopping(() -> topology.unheard(peer));
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
