package io.chirograph.evm;

import io.chirograph.crypto.Keccak256;
import java.util.Arrays;

/// A frame's memory: bytes that start as zero and grow in words of 32. Whoever uses it has paid for the
/// growth first, so gas bounds its size.
final class Memory {
    /// Where growth stops whatever the gas: the largest word-aligned Java array.
    static final long BYTES_MAX = Integer.MAX_VALUE - 63;

    private static final int WORD = 32;

    /// As much as a token's transfer needs; it doubles.
    private static final int BYTES_AT_FIRST = 256;

    private byte[] bytes = new byte[BYTES_AT_FIRST];
    private int size;

    /// Makes a used memory empty again.
    void clear() {
        Arrays.fill(bytes, 0, size, (byte) 0);
        size = 0;
    }

    /// Bytes, a multiple of 32.
    int size() {
        return size;
    }

    /// Whether `length` bytes from `offset` are there.
    boolean holds(long offset, long length) {
        return offset <= size - length;
    }

    /// Gas for growing so that `length` bytes from `offset` are there: 3 a word, and a square's worth.
    /// @throws Halted for a size that no gas pays for
    long expansionCost(long offset, long length) {
        if (length == 0) {
            return 0;
        }
        if (offset > BYTES_MAX || length > BYTES_MAX - offset) {
            throw Failure.OUT_OF_GAS.halted();
        }
        long end = offset + length;
        return end <= size ? 0 : cost((end + WORD - 1) >>> 5) - cost(size >>> 5);
    }

    private static long cost(long words) {
        return (3 * words) + ((words * words) >>> 9);
    }

    /// Grows so that `length` bytes from `offset` are there.
    void expand(long offset, long length) {
        if (length == 0 || offset + length <= size) {
            return;
        }
        size = (int) (offset + length + WORD - 1) & -WORD;
        if (size > bytes.length) {
            bytes =
                    Arrays.copyOf(
                            bytes, (int) Math.min(BYTES_MAX, Math.max(size, 2L * bytes.length)));
        }
    }

    void loadWord(int offset, long[] stack, int to) {
        Words.load(stack, to, bytes, offset);
    }

    void storeWord(int offset, long[] stack, int from) {
        Words.store(stack, from, bytes, offset);
    }

    void storeByte(int offset, byte value) {
        bytes[offset] = value;
    }

    /// Copies `length` bytes of `source` from `start` on; what lies beyond its end reads as zero.
    void write(long offset, long length, byte[] source, long start, long sourceSize) {
        if (length == 0) {
            return;
        }
        int there = (int) Math.clamp(sourceSize - start, 0, length);
        if (there > 0) {
            System.arraycopy(source, (int) start, bytes, (int) offset, there);
        }
        Arrays.fill(bytes, (int) offset + there, (int) (offset + length), (byte) 0);
    }

    void move(long to, long from, long length) {
        if (length != 0) {
            System.arraycopy(bytes, (int) from, bytes, (int) to, (int) length);
        }
    }

    byte[] read(long offset, long length) {
        return length == 0
                ? Frame.NO_BYTES
                : Arrays.copyOfRange(bytes, (int) offset, (int) (offset + length));
    }

    /// Hashes `length` bytes from `offset`.
    void hash(long offset, long length, Keccak256 keccak) {
        keccak.hash(bytes, length == 0 ? 0 : (int) offset, (int) length);
    }
}
