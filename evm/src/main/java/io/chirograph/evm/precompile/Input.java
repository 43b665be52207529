package io.chirograph.evm.precompile;

import io.chirograph.types.Bytes;
import java.math.BigInteger;

/// Reads parts of an input that is taken to go on with zeros behind its end.
final class Input {
    private Input() {}

    /// @param offset at least 0
    static byte[] read(Bytes input, long offset, int size) {
        byte[] part = new byte[size];
        int start = (int) Math.min(offset, input.size());
        int end = (int) Math.min(offset + size, input.size());
        input.slice(start, end).copyTo(part, 0);
        return part;
    }

    /// An unsigned number, most significant byte first.
    static BigInteger number(Bytes input, long offset, int size) {
        return new BigInteger(1, read(input, offset, size));
    }

    /// An unsigned number in exactly `size` bytes, most significant first.
    static byte[] encode(BigInteger number, int size) {
        byte[] digits = number.toByteArray();
        byte[] encoded = new byte[size];
        int used = Math.min(digits.length, size);
        System.arraycopy(digits, digits.length - used, encoded, size - used, used);
        return encoded;
    }
}
