package io.chirograph.network;

import io.chirograph.types.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Frames that wait for one connection. Whoever finds the queue idle wakes the event loop, which then takes
/// all that has gathered, packs small frames into one buffer and flushes once: the busier, the cheaper.
///
/// [#offer] is thread-safe; everything else belongs to the channel's event loop. Beyond the queue, the channel
/// holds no more than its write-buffer mark and one frame.
final class FrameQueue {
    /// Frames are packed into buffers of about this size; a longer frame gets one of its own.
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Channel channel;
    private final int queueBytesMax;
    private final ConcurrentLinkedQueue<Bytes> frames = new ConcurrentLinkedQueue<>();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicBoolean draining = new AtomicBoolean();

    FrameQueue(Channel channel, int queueBytesMax) {
        this.channel = channel;
        this.queueBytesMax = queueBytesMax;
    }

    /// False when `payload` would pass the bound; nothing is queued then.
    boolean offer(Bytes payload) {
        int size = Frame.HEADER_BYTES + payload.size();
        // An empty queue takes any frame, so that the bound need not know of headers.
        if (queuedBytes.addAndGet(size) > Math.max(queueBytesMax, size)) {
            queuedBytes.addAndGet(-size);
            return false;
        }
        frames.add(payload);
        if (draining.compareAndSet(false, true)) {
            try {
                channel.eventLoop().execute(this::drain);
            } catch (RejectedExecutionException e) {
                // The links are being closed, and this connection with them.
                return false;
            }
        }
        return true;
    }

    long queuedBytes() {
        return queuedBytes.get();
    }

    /// Writes what the channel takes; called again when it can take more.
    void drain() {
        @Nullable ByteBuf buffer = null;
        while (channel.isWritable()) {
            Bytes payload = frames.poll();
            if (payload == null) {
                break;
            }
            int size = Frame.HEADER_BYTES + payload.size();
            long rest = queuedBytes.addAndGet(-size);
            if (buffer != null && buffer.readableBytes() + size > BUFFER_BYTES) {
                Channels.write(channel, buffer);
                buffer = null;
            }
            if (buffer == null) {
                long capacity = Math.max(size, Math.min(BUFFER_BYTES, size + rest));
                buffer = channel.alloc().buffer((int) capacity);
            }
            put(buffer, Frame.Type.DATA, payload);
        }
        if (buffer != null) {
            Channels.writeAndFlush(channel, buffer);
        } else {
            channel.flush();
        }
        if (!channel.isWritable()) {
            // Still draining: senders need not wake the loop, the channel will when it has room.
            return;
        }
        draining.set(false);
        // A frame may have come between the last poll and the line above, whose sender saw us
        // draining.
        if (!frames.isEmpty() && draining.compareAndSet(false, true)) {
            channel.eventLoop().execute(this::drain);
        }
    }

    static void put(ByteBuf buffer, Frame.Type type, Bytes payload) {
        buffer.writeInt(Frame.TYPE_BYTES + payload.size());
        buffer.writeByte(type.code());
        buffer.writeBytes(payload.asByteBuffer());
    }
}
