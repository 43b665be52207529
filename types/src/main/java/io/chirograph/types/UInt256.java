package io.chirograph.types;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;

/// An unsigned 256-bit number: balances, storage words, fees. Arithmetic that would leave the range
/// throws; nothing wraps silently.
///
/// @param w3 the most significant 64 bits, read as unsigned
/// @param w0 the least significant 64 bits, read as unsigned
public record UInt256(long w3, long w2, long w1, long w0) implements Comparable<UInt256> {
    public static final UInt256 ZERO = new UInt256(0, 0, 0, 0);
    public static final UInt256 ONE = new UInt256(0, 0, 0, 1);
    public static final UInt256 MAX = new UInt256(-1, -1, -1, -1);

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(256);

    /// @param value at least 0
    public static UInt256 of(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("an unsigned number is at least 0, not " + value);
        }
        return value == 0 ? ZERO : new UInt256(0, 0, 0, value);
    }

    public static UInt256 of(BigInteger value) {
        if (value.signum() < 0 || value.compareTo(LIMIT) >= 0) {
            throw new IllegalArgumentException("not within 0 to 2^256 − 1: " + value);
        }
        byte[] digits = value.toByteArray();
        int from = digits.length == 33 ? 1 : 0;
        return fromBigEndian(digits, from, digits.length - from);
    }

    public static UInt256 of(Hash32 word) {
        return fromBigEndian(word.toArray(), 0, 32);
    }

    public static UInt256 of(Address address) {
        return new UInt256(0, address.limb(2), address.limb(1), address.limb(0));
    }

    /// @param bytes at most 32, most significant first
    public static UInt256 of(Bytes bytes) {
        return fromBigEndian(bytes.toArray(), 0, bytes.size());
    }

    /// @param size at most 32
    public static UInt256 fromBigEndian(byte[] bytes, int from, int size) {
        if (size > 32) {
            throw new IllegalArgumentException("a 256-bit number has 32 bytes, not " + size);
        }
        byte[] word = new byte[32];
        System.arraycopy(bytes, from, word, 32 - size, size);
        return new UInt256(
                (long) LONG.get(word, 0),
                (long) LONG.get(word, 8),
                (long) LONG.get(word, 16),
                (long) LONG.get(word, 24));
    }

    /// @param text decimal digits, or `0x` and 1 to 64 hexadecimal digits
    public static UInt256 parse(String text) {
        try {
            return of(
                    text.startsWith("0x")
                            ? new BigInteger(text.substring(2), 16)
                            : new BigInteger(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a number: '" + text + "'", e);
        }
    }

    public boolean isZero() {
        return (w3 | w2 | w1 | w0) == 0;
    }

    /// @throws ArithmeticException when the sum is 2^256 or more
    public UInt256 plus(UInt256 other) {
        long r0 = w0 + other.w0;
        long carry = carryOf(w0, other.w0, r0);
        long r1 = w1 + other.w1 + carry;
        carry = carryOf(w1, other.w1, r1);
        long r2 = w2 + other.w2 + carry;
        carry = carryOf(w2, other.w2, r2);
        long r3 = w3 + other.w3 + carry;
        if (carryOf(w3, other.w3, r3) != 0) {
            throw new ArithmeticException("sum is over 2^256 − 1: " + this + " + " + other);
        }
        return new UInt256(r3, r2, r1, r0);
    }

    /// The carry out of a 64-bit addition, with or without a carry in (Hacker's Delight, 2-13).
    private static long carryOf(long a, long b, long sum) {
        return ((a & b) | ((a | b) & ~sum)) >>> 63;
    }

    /// @throws ArithmeticException when `other` is larger
    public UInt256 minus(UInt256 other) {
        if (compareTo(other) < 0) {
            throw new ArithmeticException("difference is below 0: " + this + " − " + other);
        }
        long r0 = w0 - other.w0;
        long borrow = borrowOf(w0, other.w0, r0);
        long r1 = w1 - other.w1 - borrow;
        borrow = borrowOf(w1, other.w1, r1);
        long r2 = w2 - other.w2 - borrow;
        borrow = borrowOf(w2, other.w2, r2);
        return new UInt256(w3 - other.w3 - borrow, r2, r1, r0);
    }

    private static long borrowOf(long a, long b, long difference) {
        return ((~a & b) | ((~a | b) & difference)) >>> 63;
    }

    /// @throws ArithmeticException when the product is 2^256 or more
    public UInt256 times(UInt256 other) {
        if (isZero() || other.isZero()) {
            return ZERO;
        }
        if (fitsLong() && other.fitsLong()) {
            long high = Math.unsignedMultiplyHigh(w0, other.w0);
            return new UInt256(0, 0, high, w0 * other.w0);
        }
        BigInteger product = toBigInteger().multiply(other.toBigInteger());
        if (product.bitLength() > 256) {
            throw new ArithmeticException("product is over 2^256 − 1: " + this + " · " + other);
        }
        return of(product);
    }

    /// Whether the value is at most `Long.MAX_VALUE`.
    public boolean fitsLong() {
        return (w3 | w2 | w1) == 0 && w0 >= 0;
    }

    /// @throws ArithmeticException when the value is over `Long.MAX_VALUE`
    public long toLong() {
        if (!fitsLong()) {
            throw new ArithmeticException("does not fit a signed 64-bit number: " + this);
        }
        return w0;
    }

    public BigInteger toBigInteger() {
        return new BigInteger(1, toArray());
    }

    public byte[] toArray() {
        byte[] word = new byte[32];
        LONG.set(word, 0, w3);
        LONG.set(word, 8, w2);
        LONG.set(word, 16, w1);
        LONG.set(word, 24, w0);
        return word;
    }

    public Hash32 toHash32() {
        return Hash32.owning(toArray());
    }

    /// The number most significant byte first without leading zeros; zero is empty (as RLP wants it).
    public Bytes toMinimalBytes() {
        byte[] word = toArray();
        int from = 0;
        while (from < 32 && word[from] == 0) {
            from++;
        }
        return Bytes.owning(word).slice(from);
    }

    /// `0x` and the shortest hexadecimal form, `0x0` for zero (a JSON-RPC quantity).
    public String toQuantity() {
        return "0x" + toBigInteger().toString(16);
    }

    @Override
    public int compareTo(UInt256 other) {
        if (w3 != other.w3) {
            return Long.compareUnsigned(w3, other.w3);
        }
        if (w2 != other.w2) {
            return Long.compareUnsigned(w2, other.w2);
        }
        if (w1 != other.w1) {
            return Long.compareUnsigned(w1, other.w1);
        }
        return Long.compareUnsigned(w0, other.w0);
    }

    /// Decimal digits.
    @Override
    public String toString() {
        return toBigInteger().toString();
    }
}
