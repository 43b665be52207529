package io.chirograph.node;

import io.chirograph.consensus.pbft.Now;
import io.chirograph.network.Lane;
import io.chirograph.types.Bytes;

/// The world around a [Replica]: real in a node, simulated in the simulator.
public interface Surroundings {
    Now now();

    /// Wishes a [Replica#tick()] at this time of the monotonic clock, in place of the former wish.
    void wakeAt(long nanos);

    /// Sends, or loses, a frame.
    void send(int peer, Lane lane, Bytes frame);

    /// Sends, or loses, a frame to every other validator.
    void broadcast(Lane lane, Bytes frame);

    /// The replica can't go on without doing harm; it has stopped by itself.
    /// @param reason one line for the operator
    void halt(String reason);
}
