package io.chirograph.node.http;

import io.chirograph.types.Bytes;

/// One client's WebSocket, seen by whoever answers. Messages come one at a time, in the order sent.
public interface WebSocketSession {
    /// A whole message has come. May block; the next one waits meanwhile.
    ///
    /// @param text in UTF-8
    /// @throws InterruptedException when its thread is interrupted
    void received(Bytes text) throws InterruptedException;

    /// The connection is gone, whoever ended it. Comes once, last, and on a network thread.
    void closed();
}
