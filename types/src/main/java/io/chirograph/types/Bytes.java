package io.chirograph.types;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// An immutable run of bytes, compared by content; ordered as unsigned bytes, shorter first on a tie.
///
/// A slice shares memory with what it was cut from, so keeping a small slice keeps the whole alive.
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] array;
    private final int from;
    private final int size;

    private Bytes(byte[] array, int from, int size) {
        this.array = array;
        this.from = from;
        this.size = size;
    }

    /// A copy of `bytes`.
    public static Bytes copyOf(byte... bytes) {
        return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone(), 0, bytes.length);
    }

    /// `bytes` itself, without a copy: the caller gives the array away and never writes to it again.
    public static Bytes owning(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Bytes(bytes, 0, bytes.length);
    }

    public static Bytes ofUtf8(String text) {
        return owning(text.getBytes(StandardCharsets.UTF_8));
    }

    /// @param text hexadecimal digits of whole bytes, with or without `0x`
    /// @throws IllegalArgumentException when `text` is anything else
    public static Bytes fromHex(String text) {
        return owning(Hex.parse(text));
    }

    public static Bytes concat(Bytes... parts) {
        long total = 0;
        for (Bytes part : parts) {
            total += part.size;
        }
        byte[] joined = new byte[Math.toIntExact(total)];
        int at = 0;
        for (Bytes part : parts) {
            at = part.copyTo(joined, at);
        }
        return owning(joined);
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public byte get(int index) {
        checkRange(index, index + 1);
        return array[from + index];
    }

    /// The eight bytes from `start` on as an unsigned number, the first of them the highest; where
    /// there are none, behind the end, are zeros.
    /// @param start 0 or more, also behind the end
    public long leading(int start) {
        if (start >= 0 && start <= size - Long.BYTES) {
            return (long) LONG.get(array, from + start);
        }
        long leading = 0;
        for (int i = start; i < start + Long.BYTES; i++) {
            leading = (leading << Byte.SIZE) | (i < size ? get(i) & 0xff : 0);
        }
        return leading;
    }

    /// The bytes from `start` (inclusive) to `end` (exclusive), sharing memory with this value.
    public Bytes slice(int start, int end) {
        checkRange(start, end);
        return start == end ? EMPTY : new Bytes(array, from + start, end - start);
    }

    public Bytes slice(int start) {
        return slice(start, size);
    }

    public boolean startsWith(Bytes prefix) {
        return prefix.size <= size
                && Arrays.equals(
                        array,
                        from,
                        from + prefix.size,
                        prefix.array,
                        prefix.from,
                        prefix.from + prefix.size);
    }

    /// Copies all bytes to `target` from `offset` on.
    /// @return the offset behind the last byte written
    public int copyTo(byte[] target, int offset) {
        System.arraycopy(array, from, target, offset, size);
        return offset + size;
    }

    public byte[] toArray() {
        return Arrays.copyOfRange(array, from, from + size);
    }

    /// A read-only view for channels; it shares memory and holds its own position.
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(array, from, size).slice().asReadOnlyBuffer();
    }

    public String toUtf8() {
        return new String(array, from, size, StandardCharsets.UTF_8);
    }

    /// `0x` and two lower-case digits a byte.
    public String toHex() {
        return Hex.format(array, from, from + size);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(
                array, from, from + size, other.array, other.from, other.from + other.size);
    }

    /// As [#compareTo(Bytes)] with the bytes of `other` from `begin` (inclusive) to `end` (exclusive).
    public int compareTo(byte[] other, int begin, int end) {
        return Arrays.compareUnsigned(array, from, from + size, other, begin, end);
    }

    /// As [#compareTo(byte[], int, int)] of the bytes from `start` on.
    public int compareTo(int start, byte[] other, int begin, int end) {
        checkRange(start, size);
        return Arrays.compareUnsigned(array, from + start, from + size, other, begin, end);
    }

    /// How many bytes from `start` on are the same as those of `other` from `begin` to `end`.
    public int commonPrefix(int start, byte[] other, int begin, int end) {
        checkRange(start, size);
        int differing = Arrays.mismatch(array, from + start, from + size, other, begin, end);
        return differing >= 0 ? differing : size - start;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that
                && Arrays.equals(
                        array, from, from + size, that.array, that.from, that.from + that.size);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = from; i < from + size; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    /// At most 64 bytes in full; a longer value is cut and its size told.
    @Override
    public String toString() {
        return size <= 64 ? toHex() : Hex.format(array, from, from + 64) + "… (" + size + " bytes)";
    }

    private void checkRange(int start, int end) {
        if (start < 0 || end < start || end > size) {
            throw new IndexOutOfBoundsException(
                    "bytes " + start + " to " + end + " of a value of " + size);
        }
    }
}
