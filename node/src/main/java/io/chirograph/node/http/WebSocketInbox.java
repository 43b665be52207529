package io.chirograph.node.http;

import io.chirograph.types.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Messages of one client that wait to be worked on. The network thread stops reading while it is full.
/// Thread-safe, guarded by itself.
final class WebSocketInbox {
    private final int messagesMax;
    private final int bytesMax;
    private final Deque<Bytes> messages = new ArrayDeque<>();
    private long bytes;
    private boolean working;
    private boolean closed;

    /// @param bytesMax one message may go beyond it
    WebSocketInbox(int messagesMax, int bytesMax) {
        this.messagesMax = messagesMax;
        this.bytesMax = bytesMax;
    }

    synchronized void put(Bytes message) {
        messages.add(message);
        bytes += message.size();
        notifyAll();
    }

    synchronized boolean isFull() {
        return messages.size() >= messagesMax || bytes >= bytesMax;
    }

    /// Whether nothing waits and nothing is worked on.
    synchronized boolean isIdle() {
        return messages.isEmpty() && !working;
    }

    /// The next message, once there is one; empty when the inbox is closed. The former one is done.
    synchronized Optional<Bytes> take() throws InterruptedException {
        working = false;
        while (messages.isEmpty() && !closed) {
            wait();
        }
        if (closed) {
            return Optional.empty();
        }
        Bytes message = messages.remove();
        bytes -= message.size();
        working = true;
        return Optional.of(message);
    }

    synchronized void close() {
        closed = true;
        messages.clear();
        notifyAll();
    }
}
