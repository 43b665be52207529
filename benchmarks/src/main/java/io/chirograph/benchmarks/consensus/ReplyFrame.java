package io.chirograph.benchmarks.consensus;

import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// A reply to a client, see [ClientProtocol].
final class ReplyFrame {
    private static final int COUNT_OFFSET =
            ClientProtocol.HEADER_BYTES + Long.BYTES + ClientProtocol.RESULT_BYTES + 1;

    private ReplyFrame() {}

    /// With this member's word alone; that a session is open, when it has no request yet.
    static byte[] own(OrderedLog.Session session, int self, int primary) {
        if (session.number() == 0) {
            return ClientProtocol.frame(
                    ClientProtocol.OPENED,
                    ByteBuffer.allocate(Long.BYTES).putLong(session.id()).array());
        }
        return ClientProtocol.frame(
                ClientProtocol.REPLY,
                ByteBuffer.allocate(Long.BYTES + ClientProtocol.RESULT_BYTES + 3 + SessionMac.BYTES)
                        .putLong(session.number())
                        .put(session.result())
                        .put((byte) primary)
                        .put((byte) 1)
                        .put((byte) self)
                        .put(session.replyMac())
                        .array());
    }

    /// The same with the word of another member.
    static byte[] confirmed(byte[] own, int member, Bytes mac) {
        if (own[ClientProtocol.HEADER_BYTES - 1] != ClientProtocol.REPLY) {
            return own;
        }
        byte[] both = Arrays.copyOf(own, own.length + 1 + SessionMac.BYTES);
        ByteBuffer.wrap(both).putInt(both.length - Integer.BYTES);
        both[COUNT_OFFSET] = 2;
        both[own.length] = (byte) member;
        mac.copyTo(both, own.length + 1);
        return both;
    }
}
