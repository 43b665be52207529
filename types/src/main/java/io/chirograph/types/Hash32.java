package io.chirograph.types;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A 32-byte hash or key.
public final class Hash32 implements Comparable<Hash32> {
    public static final int SIZE = 32;
    public static final Hash32 ZERO = new Hash32(new byte[SIZE]);

    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;

    private Hash32(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A copy of the `SIZE` bytes of `bytes`.
    /// @throws IllegalArgumentException when there are more or fewer
    public static Hash32 of(byte[] bytes) {
        return owning(bytes.clone());
    }

    /// `bytes` itself, without a copy: the caller gives the array away and never writes to it again.
    public static Hash32 owning(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException(
                    "a hash has " + SIZE + " bytes, not " + bytes.length);
        }
        return new Hash32(bytes);
    }

    public static Hash32 of(Bytes bytes) {
        return owning(bytes.toArray());
    }

    /// @param text 64 hexadecimal digits, with or without `0x`
    /// @throws IllegalArgumentException when `text` is anything else
    public static Hash32 fromHex(String text) {
        return new Hash32(Hex.parseExactly(text, SIZE, "a hash"));
    }

    public Bytes bytes() {
        return Bytes.owning(bytes.clone());
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    /// Copies all bytes to `target` from `offset` on.
    /// @return the offset behind the last byte written
    public int copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, SIZE);
        return offset + SIZE;
    }

    public String toHex() {
        return Hex.format(bytes, 0, SIZE);
    }

    @Override
    public int compareTo(Hash32 other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash32 that && Arrays.equals(bytes, that.bytes);
    }

    /// Mixes the first and last four bytes: contents are hashes or derived from them, but small
    /// numbers and precompile addresses differ only at the end.
    @Override
    public int hashCode() {
        return (int) INT.get(bytes, 0) * 31 + (int) INT.get(bytes, SIZE - 4);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
