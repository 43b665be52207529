package io.chirograph.benchmarks.consensus;

import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What clients and replicas of the benchmark say to one another over plain TCP. Numbers are big-endian; a
/// frame is 4 bytes length of what follows, 1 byte type, the rest.
///
/// | type | rest |
/// |---|---|
/// | 1 open | the client's X25519 key in X.509 form; when it signs its requests, its secp256k1 key in 64 bytes |
/// | 2 request | session 8, number 8, payloads, MAC 16 over all before it, the type left out |
/// | 3 opened | session 8 |
/// | 4 reply | number 8, result 16 (place in the log 8, trail 8), primary 1, count 1, count times: member 1, MAC 16 over number and result |
///
/// The payloads of a request are count 4, and count times length 4, bytes. With signatures a payload ends with
/// one of 65 bytes over Keccak-256 of session, number, and the payload before it.
final class ClientProtocol {
    static final byte OPEN = 1;
    static final byte REQUEST = 2;
    static final byte OPENED = 3;
    static final byte REPLY = 4;

    static final int HEADER_BYTES = 5;
    static final int RESULT_BYTES = 16;
    static final int REQUEST_HEAD_BYTES = 16;
    static final int FRAME_BYTES_MAX = 1 << 20;
    static final int SESSION_KEY_BYTES = 44;
    static final int SIGNATURE_BYTES = 65;

    private ClientProtocol() {}

    static byte[] frame(byte type, byte[] rest) {
        return ByteBuffer.allocate(HEADER_BYTES + rest.length)
                .putInt(1 + rest.length)
                .put(type)
                .put(rest)
                .array();
    }

    static long sessionOf(Bytes sessionKey) {
        return io.chirograph.crypto.Hashes.sha256(sessionKey).bytes().asByteBuffer().getLong();
    }

    static int payloadBytes(int count, int bytesEach) {
        return Integer.BYTES + count * (Integer.BYTES + bytesEach);
    }

    static List<Bytes> readPayloads(Bytes payloads) {
        ByteBuffer buffer = payloads.asByteBuffer();
        int count = buffer.getInt();
        List<Bytes> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = buffer.getInt();
            int start = buffer.position();
            if (length < 0 || length > buffer.remaining()) {
                throw new IllegalArgumentException("a payload of " + length + " bytes");
            }
            all.add(payloads.slice(start, start + length));
            buffer.position(start + length);
        }
        return all;
    }
}
