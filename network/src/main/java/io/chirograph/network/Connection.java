package io.chirograph.network;

import io.chirograph.types.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A connection after both sides have said hello: data goes to its [PeerLane], heartbeats are sent, answered
/// and missed.
///
/// Owned by the channel's event loop, except for [#queue()], [#setReading] and [#close].
final class Connection extends SimpleChannelInboundHandler<Frame> {
    private static final int PING_BYTES = Long.BYTES;

    private final Channel channel;
    private final PeerLane peerLane;
    private final Refusals refusals;
    private final FrameQueue queue;
    private final long heartbeatTimeoutNanos;
    private long lastReadNanos;
    private boolean refused;
    private volatile String closeReason = "closed by the other side";

    Connection(Channel channel, PeerLane peerLane, LinkLimits limits, Refusals refusals) {
        this.channel = channel;
        this.peerLane = peerLane;
        this.refusals = refusals;
        this.queue = new FrameQueue(channel, peerLane.limits().queueBytesMax());
        this.heartbeatTimeoutNanos = limits.heartbeatTimeout().toNanos();
        this.lastReadNanos = nanoTime();
    }

    /// Starts heartbeats and tells the handler; called when this is in the pipeline.
    void start(Duration heartbeatInterval) {
        long interval = heartbeatInterval.toNanos();
        var heartbeats =
                channel.eventLoop()
                        .scheduleAtFixedRate(this::beat, 0, interval, TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(_ -> heartbeats.cancel(false));
        peerLane.up(this);
    }

    FrameQueue queue() {
        return queue;
    }

    void setReading(boolean reading) {
        channel.config().setAutoRead(reading);
    }

    void close(String reason) {
        closeReason = reason;
        Channels.close(channel);
    }

    private void beat() {
        long now = nanoTime();
        if (!channel.config().isAutoRead()) {
            // We are not listening, so silence is no sign.
            lastReadNanos = now;
        }
        if (now - lastReadNanos > heartbeatTimeoutNanos) {
            close("silent for longer than heartbeatTimeout");
        } else if (channel.isWritable()) {
            write(Frame.Type.PING, ByteBuffer.allocate(PING_BYTES).putLong(now).array());
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Frame frame) {
        if (refused) {
            return;
        }
        lastReadNanos = nanoTime();
        switch (frame.type()) {
            case DATA -> peerLane.received(this, frame.payload());
            case PING -> {
                // While the other side does not read, it needs no answer either: nothing piles up.
                if (isHeartbeat(frame) && channel.isWritable()) {
                    write(Frame.Type.PONG, frame.payload().toArray());
                }
            }
            case PONG -> {
                if (isHeartbeat(frame)) {
                    peerLane.roundTrip(nanoTime() - frame.payload().asByteBuffer().getLong());
                }
            }
            case REFUSED -> close(RefusedNotice.read(frame.payload()));
            case HELLO -> refuse(Refusal.BAD_FRAME, "a second hello");
        }
    }

    private boolean isHeartbeat(Frame frame) {
        if (frame.payload().size() == PING_BYTES) {
            return true;
        }
        refuse(Refusal.BAD_FRAME, "heartbeat of " + frame.payload().size() + " bytes");
        return false;
    }

    private void write(Frame.Type type, byte[] payload) {
        ByteBuf buffer = channel.alloc().buffer(Frame.HEADER_BYTES + payload.length);
        FrameQueue.put(buffer, type, Bytes.owning(payload));
        Channels.writeAndFlush(channel, buffer);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            queue.drain();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof FrameReader.FrameException e) {
            refuse(e.refusal(), e.detail());
        } else {
            close(Problems.describe(cause));
        }
    }

    private void refuse(Refusal refusal, String detail) {
        refused = true;
        closeReason = refusal + ": " + detail;
        refusals.add(Channels.remoteAddress(channel), refusal, detail);
        RefusedNotice.sendAndClose(channel, refusal, detail);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        peerLane.down(this, closeReason);
    }

    private long nanoTime() {
        return channel.eventLoop().ticker().nanoTime();
    }
}
