package io.chirograph.network;

import io.chirograph.types.Bytes;

/// What links tell their owner.
///
/// Called on the thread that moves bytes: only enqueue, never block, never throw. Calls for one peer and lane
/// come one after the other, and in the order `connected`, `received`…, `disconnected`; calls for different
/// peers or lanes may come at the same time. Sending, pausing and resuming from within a call is fine.
public interface LinkHandler {
    /// Frames can be sent to and will arrive from `peer` on `lane`.
    void connected(int peer, Lane lane);

    /// The connection is gone, and with it every frame that was accepted but not yet sent.
    void disconnected(int peer, Lane lane, String reason);

    void received(int peer, Lane lane, Bytes frame);
}
