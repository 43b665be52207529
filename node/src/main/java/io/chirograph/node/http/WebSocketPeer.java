package io.chirograph.node.http;

import io.chirograph.types.Bytes;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.time.Duration;

/// The client at the other end of a WebSocket. What waits for it to read is bounded: a client that is told
/// more than it takes is disconnected. Thread-safe.
public final class WebSocketPeer {
    private final Channel channel;
    private final int outboxBytesMax;

    /// Bytes that were sent and not yet taken by the network. Guarded by this.
    private long outboxBytes;

    WebSocketPeer(Channel channel, int outboxBytesMax) {
        this.channel = channel;
        this.outboxBytesMax = outboxBytesMax;
    }

    /// Sends a message, or closes the connection when more than `outboxBytesMax` wait already. Never blocks.
    ///
    /// @param text in UTF-8
    public void send(Bytes text) {
        synchronized (this) {
            if (outboxBytes > outboxBytesMax) {
                close(WebSocketCloseStatus.POLICY_VIOLATION, "messages are not read fast enough");
                return;
            }
            outboxBytes += text.size();
        }
        channel.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(text.asByteBuffer())))
                .addListener(_ -> taken(text.size()));
    }

    private synchronized void taken(int bytes) {
        outboxBytes -= bytes;
        notifyAll();
    }

    /// Waits until the network has taken what was sent, but for `outboxBytesMax` bytes.
    ///
    /// @return false when that takes longer than `timeout`
    synchronized boolean awaitTaken(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (outboxBytes > outboxBytesMax) {
            long leftMillis = (end - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return false;
            }
            wait(leftMillis);
        }
        return true;
    }

    /// Says why, and closes without waiting for an answer: a peer that breaks the rules may give none.
    void close(WebSocketCloseStatus status, String reason) {
        if (channel.isWritable()) {
            channel.writeAndFlush(new CloseWebSocketFrame(status, reason))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            HttpConnection.close(channel);
        }
    }
}
