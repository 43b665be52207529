package io.chirograph.types;

import java.util.Arrays;
import java.util.function.Consumer;

/// Writes Recursive Length Prefix, the canonical encoding of everything that is hashed, signed or sent
/// (Ethereum Yellow Paper, appendix B). Grows as needed; single-owner.
///
/// ```java
/// Bytes pair = RlpWriter.list(w -> w.number(height).hash(digest));
/// ```
public final class RlpWriter {
    private static final int USUAL_BYTES = 256;
    private static final int LENGTH_BYTES_MAX = 5;

    private byte[] buffer;
    private int size;

    private RlpWriter(int bytesExpected) {
        buffer = new byte[bytesExpected];
    }

    /// One list whose elements `elements` writes.
    public static Bytes list(Consumer<RlpWriter> elements) {
        return list(USUAL_BYTES, elements);
    }

    /// As above.
    /// @param bytesExpected how long it may become without being moved
    public static Bytes list(int bytesExpected, Consumer<RlpWriter> elements) {
        RlpWriter writer = new RlpWriter(bytesExpected);
        writer.beginList(elements);
        return Bytes.owning(Arrays.copyOf(writer.buffer, writer.size));
    }

    /// One byte string.
    public static Bytes string(Bytes value) {
        RlpWriter writer = new RlpWriter(value.size() + LENGTH_BYTES_MAX);
        writer.bytes(value);
        return Bytes.owning(Arrays.copyOf(writer.buffer, writer.size));
    }

    /// A list inside the one being written.
    public RlpWriter beginList(Consumer<RlpWriter> elements) {
        int start = size;
        elements.accept(this);
        int payload = size - start;
        int header = headerSize(payload);
        reserve(header);
        System.arraycopy(buffer, start, buffer, start + header, payload);
        putHeader(start, payload, 0xc0);
        size += header;
        return this;
    }

    public RlpWriter bytes(Bytes value) {
        if (value.size() == 1 && value.get(0) >= 0) {
            reserve(1);
            buffer[size++] = value.get(0);
            return this;
        }
        int header = headerSize(value.size());
        reserve(header + value.size());
        putHeader(size, value.size(), 0x80);
        size = value.copyTo(buffer, size + header);
        return this;
    }

    public RlpWriter hash(Hash32 value) {
        reserve(33);
        buffer[size] = (byte) (0x80 + Hash32.SIZE);
        size = value.copyTo(buffer, size + 1);
        return this;
    }

    public RlpWriter address(Address value) {
        reserve(21);
        buffer[size] = (byte) (0x80 + Address.SIZE);
        size = value.copyTo(buffer, size + 1);
        return this;
    }

    public RlpWriter number(UInt256 value) {
        return bytes(value.toMinimalBytes());
    }

    /// @param value at least 0
    public RlpWriter number(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a number in RLP is at least 0, not " + value);
        }
        int bytes = (64 - Long.numberOfLeadingZeros(value) + 7) / 8;
        reserve(9);
        if (value != 0 && value < 0x80) {
            buffer[size++] = (byte) value;
            return this;
        }
        buffer[size++] = (byte) (0x80 + bytes);
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            buffer[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    /// An element that is RLP already.
    public RlpWriter encoded(Bytes rlp) {
        reserve(rlp.size());
        size = rlp.copyTo(buffer, size);
        return this;
    }

    private static int headerSize(int payload) {
        return payload < 56 ? 1 : 1 + lengthBytes(payload);
    }

    private static int lengthBytes(int payload) {
        return (32 - Integer.numberOfLeadingZeros(payload) + 7) / 8;
    }

    private void putHeader(int at, int payload, int base) {
        if (payload < 56) {
            buffer[at] = (byte) (base + payload);
            return;
        }
        int bytes = lengthBytes(payload);
        buffer[at] = (byte) (base + 55 + bytes);
        for (int i = 0; i < bytes; i++) {
            buffer[at + 1 + i] = (byte) (payload >>> (8 * (bytes - 1 - i)));
        }
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(needed, buffer.length * 2));
        }
    }
}
