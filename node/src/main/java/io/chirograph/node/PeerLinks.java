package io.chirograph.node;

import io.chirograph.network.Lane;
import io.chirograph.network.LinkHandler;
import io.chirograph.types.Bytes;
import java.util.concurrent.RejectedExecutionException;

/// Tells the replica what the links tell: frames by way of the [Intake], and when a peer's votes can or
/// can't be heard. Thread-safe.
final class PeerLinks implements LinkHandler {
    private static final System.Logger LOG = System.getLogger(PeerLinks.class.getName());

    private final Replica replica;
    private final Intake intake;

    PeerLinks(Replica replica, Intake intake) {
        this.replica = replica;
        this.intake = intake;
    }

    @Override
    public void connected(int peer, Lane lane) {
        if (lane == Lane.VOTES) {
            unlessStopping(() -> replica.peerUp(peer));
        }
    }

    @Override
    public void disconnected(int peer, Lane lane, String reason) {
        if (lane == Lane.VOTES) {
            unlessStopping(() -> replica.peerDown(peer));
        }
    }

    @Override
    public void received(int peer, Lane lane, Bytes frame) {
        unlessStopping(() -> intake.receive(peer, lane, frame));
    }

    private static void unlessStopping(Runnable call) {
        try {
            call.run();
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "not heard any more: {0}", e.getMessage());
        }
    }
}
