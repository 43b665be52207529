package io.chirograph.network;

import io.chirograph.types.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Arrays;

/// Cuts a connection's bytes into frames. A frame's bytes are copied once, into the array it is handed on
/// with; that array is allocated when the header has been checked and not before.
///
/// Owned by the connection's event loop.
final class FrameReader extends ChannelInboundHandlerAdapter {
    /// Thrown into the pipeline; nothing is read afterwards.
    static final class FrameException extends RuntimeException {
        private final Refusal refusal;
        private final String detail;

        FrameException(Refusal refusal, String detail) {
            super(detail, null, false, false);
            this.refusal = refusal;
            this.detail = detail;
        }

        String detail() {
            return detail;
        }

        Refusal refusal() {
            return refusal;
        }
    }

    private int payloadBytesMax;
    private final byte[] header = new byte[Frame.HEADER_BYTES];
    private int headerFilled;
    private byte[] payload = new byte[0];
    private int payloadFilled;
    private boolean broken;

    FrameReader(int payloadBytesMax) {
        this.payloadBytesMax = payloadBytesMax;
    }

    /// From the next frame on.
    void limitPayload(int bytesMax) {
        payloadBytesMax = bytesMax;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            while (!broken && bytes.isReadable()) {
                read(context, bytes);
            }
        } catch (FrameException e) {
            broken = true;
            context.fireExceptionCaught(e);
        } finally {
            bytes.release();
        }
    }

    private void read(ChannelHandlerContext context, ByteBuf bytes) {
        if (headerFilled < Frame.HEADER_BYTES) {
            int size = Math.min(bytes.readableBytes(), Frame.HEADER_BYTES - headerFilled);
            bytes.readBytes(header, headerFilled, size);
            headerFilled += size;
            if (headerFilled < Frame.HEADER_BYTES) {
                return;
            }
            payload = new byte[checkedPayloadBytes()];
            payloadFilled = 0;
        }
        int size = Math.min(bytes.readableBytes(), payload.length - payloadFilled);
        bytes.readBytes(payload, payloadFilled, size);
        payloadFilled += size;
        if (payloadFilled == payload.length) {
            headerFilled = 0;
            context.fireChannelRead(
                    new Frame(
                            Frame.Type.withCode(header[Frame.LENGTH_BYTES]),
                            Bytes.owning(payload)));
        }
    }

    private int checkedPayloadBytes() {
        long length = 0;
        for (byte each : Arrays.copyOf(header, Frame.LENGTH_BYTES)) {
            length = (length << 8) | Byte.toUnsignedLong(each);
        }
        int type = Byte.toUnsignedInt(header[Frame.LENGTH_BYTES]);
        if (length < Frame.TYPE_BYTES || !Frame.Type.isKnown(type)) {
            throw new FrameException(
                    Refusal.BAD_FRAME, "frame of type " + type + " and length " + length);
        }
        long size = length - Frame.TYPE_BYTES;
        if (size > payloadBytesMax) {
            throw new FrameException(
                    Refusal.FRAME_TOO_LONG,
                    "frame of " + size + " bytes, the limit is " + payloadBytesMax);
        }
        return (int) size;
    }
}
