package io.chirograph.node.http;

/// What is at a path for clients that ask for a WebSocket there.
@FunctionalInterface
public interface WebSocketEndpoint {
    /// A client has connected. Runs on a network thread: it must not wait for anything.
    ///
    /// @param peer that client, to whom messages can be sent from now on
    WebSocketSession open(WebSocketPeer peer);
}
