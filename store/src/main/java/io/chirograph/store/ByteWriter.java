package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Bytes being written, in memory that grows. Numbers are big-endian; a varint has seven bits a
/// byte, lowest first, the high bit set on all bytes but the last. Single-owner.
final class ByteWriter {
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] array;
    private int size;

    ByteWriter(int capacity) {
        this.array = new byte[capacity];
    }

    /// What it takes in memory.
    int capacity() {
        return array.length;
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > array.length) {
            array =
                    Arrays.copyOf(
                            array, (int) Math.max(needed, Math.min(array.length * 2L, 1 << 30)));
        }
    }

    ByteWriter u8(int value) {
        reserve(1);
        array[size++] = (byte) value;
        return this;
    }

    ByteWriter u32(int value) {
        reserve(Integer.BYTES);
        INT.set(array, size, value);
        size += Integer.BYTES;
        return this;
    }

    ByteWriter u64(long value) {
        reserve(Long.BYTES);
        LONG.set(array, size, value);
        size += Long.BYTES;
        return this;
    }

    ByteWriter varint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            array[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
        return this;
    }

    ByteWriter bytes(Bytes bytes) {
        reserve(bytes.size());
        size = bytes.copyTo(array, size);
        return this;
    }

    ByteWriter bytes(byte[] from, int offset, int count) {
        reserve(count);
        System.arraycopy(from, offset, array, size, count);
        size += count;
        return this;
    }

    /// A varint of the size, then the bytes.
    ByteWriter sized(Bytes bytes) {
        return varint(bytes.size()).bytes(bytes);
    }

    ByteWriter append(ByteWriter other) {
        return bytes(other.array, 0, other.size);
    }

    ByteWriter zeros(int count) {
        reserve(count);
        Arrays.fill(array, size, size + count, (byte) 0);
        size += count;
        return this;
    }

    int size() {
        return size;
    }

    void truncate(int newSize) {
        size = newSize;
    }

    /// The memory itself: valid up to [#size()], until the next write.
    byte[] array() {
        return array;
    }

    byte[] toArray() {
        return Arrays.copyOf(array, size);
    }

    ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(array, 0, size);
    }
}
