package io.chirograph.network;

import io.chirograph.types.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.TimeUnit;

/// The last frame of a connection that is refused: so that the other side's operator learns why.
final class RefusedNotice {
    private static final int TEXT_CHARS_MAX = 160;
    private static final long FLUSH_SECONDS_MAX = 2;

    private RefusedNotice() {}

    /// Closes when the notice is sent, or soon even if the other side does not take it.
    static void sendAndClose(Channel channel, Refusal refusal, String detail) {
        Bytes text = Bytes.ofUtf8(Problems.printable(detail, TEXT_CHARS_MAX));
        ByteBuf buffer = channel.alloc().buffer(Frame.HEADER_BYTES + 1 + text.size());
        FrameQueue.put(
                buffer,
                Frame.Type.REFUSED,
                Bytes.concat(Bytes.copyOf((byte) refusal.code()), text));
        channel.writeAndFlush(buffer).addListener(ChannelFutureListener.CLOSE);
        var deadline =
                channel.eventLoop()
                        .schedule(
                                () -> Channels.close(channel), FLUSH_SECONDS_MAX, TimeUnit.SECONDS);
        channel.closeFuture().addListener(_ -> deadline.cancel(false));
    }

    /// What the other side says, made fit for a log.
    static String read(Bytes payload) {
        if (payload.isEmpty()) {
            return "refused by the other side, which does not say why";
        }
        int code = Byte.toUnsignedInt(payload.get(0));
        String name = Refusal.withCode(code).map(Refusal::toString).orElse("reason " + code);
        String text = payload.slice(1, Math.min(payload.size(), 1 + 3 * TEXT_CHARS_MAX)).toUtf8();
        return "refused by the other side: "
                + name
                + ": "
                + Problems.printable(text, TEXT_CHARS_MAX);
    }
}
