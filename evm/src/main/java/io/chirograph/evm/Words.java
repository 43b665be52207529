package io.chirograph.evm;

import io.chirograph.crypto.Keccak256;
import io.chirograph.types.Address;
import io.chirograph.types.UInt256;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// 256-bit arithmetic modulo 2^256 on words inside a flat array: the word at `i` is the four limbs
/// `i` (least significant) to `i + 3`. Nothing here allocates, except where a value leaves the stack.
final class Words {
    /// Limbs of a word.
    static final int LIMBS = 4;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Words() {}

    static void set(long[] s, int i, long value) {
        s[i] = value;
        s[i + 1] = 0;
        s[i + 2] = 0;
        s[i + 3] = 0;
    }

    static void set(long[] s, int i, boolean value) {
        set(s, i, value ? 1 : 0);
    }

    static void set(long[] s, int i, UInt256 value) {
        s[i] = value.w0();
        s[i + 1] = value.w1();
        s[i + 2] = value.w2();
        s[i + 3] = value.w3();
    }

    static UInt256 get(long[] s, int i) {
        return new UInt256(s[i + 3], s[i + 2], s[i + 1], s[i]);
    }

    /// Reads 32 bytes, most significant first.
    static void load(long[] s, int i, byte[] from, int offset) {
        s[i + 3] = (long) LONG.get(from, offset);
        s[i + 2] = (long) LONG.get(from, offset + 8);
        s[i + 1] = (long) LONG.get(from, offset + 16);
        s[i] = (long) LONG.get(from, offset + 24);
    }

    /// Writes 32 bytes, most significant first.
    static void store(long[] s, int i, byte[] to, int offset) {
        LONG.set(to, offset, s[i + 3]);
        LONG.set(to, offset + 8, s[i + 2]);
        LONG.set(to, offset + 16, s[i + 1]);
        LONG.set(to, offset + 24, s[i]);
    }

    /// Reads `size` bytes, at most 32, most significant first; a shorter number is padded in front.
    static void loadShort(long[] s, int i, byte[] from, int offset, int size) {
        int end = offset + size;
        int limb = 0;
        for (; end - offset >= 8; end -= 8) {
            s[i + limb++] = (long) LONG.get(from, end - 8);
        }
        long rest = 0;
        for (int at = offset; at < end; at++) {
            rest = (rest << 8) | (from[at] & 0xff);
        }
        if (limb < LIMBS) {
            s[i + limb++] = rest;
        }
        while (limb < LIMBS) {
            s[i + limb++] = 0;
        }
    }

    static void setAddress(long[] s, int i, Address address) {
        s[i] = address.limb(0);
        s[i + 1] = address.limb(1);
        s[i + 2] = address.limb(2);
        s[i + 3] = 0;
    }

    /// Puts `value` where byte `index` of the word is, from the most significant; it is 0 so far.
    static void putByte(long[] s, int i, int index, byte value) {
        s[i + 3 - (index >> 3)] |= (value & 0xffL) << (56 - 8 * (index & 7));
    }

    /// The last hash of `keccak`.
    static void setHash(long[] s, int i, Keccak256 keccak) {
        s[i + 3] = keccak.word(0);
        s[i + 2] = keccak.word(1);
        s[i + 1] = keccak.word(2);
        s[i] = keccak.word(3);
    }

    /// The address in the low 20 bytes.
    static Address address(long[] s, int i) {
        byte[] bytes = new byte[Address.SIZE];
        LONG.set(bytes, 12, s[i]);
        LONG.set(bytes, 4, s[i + 1]);
        bytes[3] = (byte) s[i + 2];
        bytes[2] = (byte) (s[i + 2] >>> 8);
        bytes[1] = (byte) (s[i + 2] >>> 16);
        bytes[0] = (byte) (s[i + 2] >>> 24);
        return Address.owning(bytes);
    }

    /// The word as a number, `Long.MAX_VALUE` when it is that or more.
    static long saturated(long[] s, int i) {
        return (s[i + 1] | s[i + 2] | s[i + 3]) == 0 && s[i] >= 0 ? s[i] : Long.MAX_VALUE;
    }

    static boolean isZero(long[] s, int i) {
        return (s[i] | s[i + 1] | s[i + 2] | s[i + 3]) == 0;
    }

    static boolean isEqual(long[] s, int a, int b) {
        return ((s[a] ^ s[b])
                        | (s[a + 1] ^ s[b + 1])
                        | (s[a + 2] ^ s[b + 2])
                        | (s[a + 3] ^ s[b + 3]))
                == 0;
    }

    static boolean isLess(long[] s, int a, int b) {
        // Most words are small numbers: only the lowest limbs differ.
        if (((s[a + 1] ^ s[b + 1]) | (s[a + 2] ^ s[b + 2]) | (s[a + 3] ^ s[b + 3])) == 0) {
            return Long.compareUnsigned(s[a], s[b]) < 0;
        }
        return isHighLess(s, a, b);
    }

    private static boolean isHighLess(long[] s, int a, int b) {
        for (int limb = 3; limb > 1; limb--) {
            if (s[a + limb] != s[b + limb]) {
                return Long.compareUnsigned(s[a + limb], s[b + limb]) < 0;
            }
        }
        return Long.compareUnsigned(s[a + 1], s[b + 1]) < 0;
    }

    /// As numbers in two's complement.
    static boolean isLessSigned(long[] s, int a, int b) {
        return s[a + 3] == s[b + 3] ? isLess(s, a, b) : s[a + 3] < s[b + 3];
    }

    static boolean isNegative(long[] s, int i) {
        return s[i + 3] < 0;
    }

    static void copy(long[] s, int from, int to) {
        s[to] = s[from];
        s[to + 1] = s[from + 1];
        s[to + 2] = s[from + 2];
        s[to + 3] = s[from + 3];
    }

    static void swap(long[] s, int a, int b) {
        for (int limb = 0; limb < LIMBS; limb++) {
            long kept = s[a + limb];
            s[a + limb] = s[b + limb];
            s[b + limb] = kept;
        }
    }

    /// `b = a & b`
    static void and(long[] s, int a, int b) {
        for (int limb = 0; limb < LIMBS; limb++) {
            s[b + limb] &= s[a + limb];
        }
    }

    /// `b = a | b`
    static void or(long[] s, int a, int b) {
        for (int limb = 0; limb < LIMBS; limb++) {
            s[b + limb] |= s[a + limb];
        }
    }

    /// `b = a ^ b`
    static void xor(long[] s, int a, int b) {
        for (int limb = 0; limb < LIMBS; limb++) {
            s[b + limb] ^= s[a + limb];
        }
    }

    /// `i = ~i`
    static void not(long[] s, int i) {
        for (int limb = 0; limb < LIMBS; limb++) {
            s[i + limb] = ~s[i + limb];
        }
    }

    /// `b = a + b`
    static void add(long[] s, int a, int b) {
        long carry = 0;
        for (int limb = 0; limb < LIMBS; limb++) {
            long x = s[a + limb];
            long y = s[b + limb];
            long sum = x + y + carry;
            carry = ((x & y) | ((x | y) & ~sum)) >>> 63;
            s[b + limb] = sum;
        }
    }

    /// `i = i + number`
    ///
    /// @param number at least 0
    static void addSmall(long[] s, int i, long number) {
        long sum = s[i] + number;
        s[i] = sum;
        // Numbers that small rarely carry.
        for (int limb = 1; limb < LIMBS && Long.compareUnsigned(sum, number) < 0; limb++) {
            sum = s[i + limb] + 1;
            number = 1;
            s[i + limb] = sum;
        }
    }

    /// `b = b - a`
    static void subtractFrom(long[] s, int a, int b) {
        long borrow = 0;
        for (int limb = 0; limb < LIMBS; limb++) {
            long x = s[b + limb];
            long y = s[a + limb];
            long difference = x - y - borrow;
            borrow = ((~x & y) | ((~x | y) & difference)) >>> 63;
            s[b + limb] = difference;
        }
    }

    /// `b = a - b`
    static void subtract(long[] s, int a, int b) {
        long borrow = 0;
        for (int limb = 0; limb < LIMBS; limb++) {
            long x = s[a + limb];
            long y = s[b + limb];
            long difference = x - y - borrow;
            borrow = ((~x & y) | ((~x | y) & difference)) >>> 63;
            s[b + limb] = difference;
        }
    }

    /// `i = -i`
    static void negate(long[] s, int i) {
        long carry = 1;
        for (int limb = 0; limb < LIMBS; limb++) {
            long inverted = ~s[i + limb];
            s[i + limb] = inverted + carry;
            carry = carry & (inverted == -1 ? 1 : 0);
        }
    }

    /// `b = a · b`
    static void multiply(long[] s, int a, int b) {
        long a0 = s[a];
        long a1 = s[a + 1];
        long a2 = s[a + 2];
        long a3 = s[a + 3];
        long b0 = s[b];
        long b1 = s[b + 1];
        long b2 = s[b + 2];
        long b3 = s[b + 3];
        // Column by column; what would land in the fifth limb falls away.
        long r0 = a0 * b0;
        long r1 = Math.unsignedMultiplyHigh(a0, b0);
        long low = a0 * b1;
        r1 += low;
        long carry = isBelow(r1, low);
        long r2 = Math.unsignedMultiplyHigh(a0, b1) + carry;
        low = a1 * b0;
        r1 += low;
        long high = Math.unsignedMultiplyHigh(a1, b0) + isBelow(r1, low);
        r2 += high;
        long r3 = isBelow(r2, high);
        low = a0 * b2;
        r2 += low;
        r3 += Math.unsignedMultiplyHigh(a0, b2) + isBelow(r2, low);
        low = a1 * b1;
        r2 += low;
        r3 += Math.unsignedMultiplyHigh(a1, b1) + isBelow(r2, low);
        low = a2 * b0;
        r2 += low;
        r3 += Math.unsignedMultiplyHigh(a2, b0) + isBelow(r2, low);
        r3 += (a0 * b3) + (a1 * b2) + (a2 * b1) + (a3 * b0);
        s[b] = r0;
        s[b + 1] = r1;
        s[b + 2] = r2;
        s[b + 3] = r3;
    }

    /// 1 when the sum has wrapped below one of its terms, the carry.
    private static long isBelow(long sum, long term) {
        return Long.compareUnsigned(sum, term) < 0 ? 1 : 0;
    }

    /// `i = i << count`, for a count of at most 255
    static void shiftLeft(long[] s, int i, int count) {
        int limbs = count >>> 6;
        int bits = count & 63;
        for (int limb = 3; limb >= 0; limb--) {
            int from = limb - limbs;
            long high = from >= 0 ? s[i + from] : 0;
            long low = from >= 1 && bits != 0 ? s[i + from - 1] >>> (64 - bits) : 0;
            s[i + limb] = (high << bits) | low;
        }
    }

    /// `i = i >> count`, filling with `fill`, for a count of at most 255
    static void shiftRight(long[] s, int i, int count, long fill) {
        int limbs = count >>> 6;
        int bits = count & 63;
        for (int limb = 0; limb < LIMBS; limb++) {
            int from = limb + limbs;
            long low = from < LIMBS ? s[i + from] : fill;
            long high = from + 1 < LIMBS ? s[i + from + 1] : fill;
            s[i + limb] = bits == 0 ? low : (low >>> bits) | (high << (64 - bits));
        }
    }

    /// `b = b << a`
    static void shiftLeftBy(long[] s, int a, int b) {
        long count = saturated(s, a);
        if (count > 255) {
            set(s, b, 0);
        } else {
            shiftLeft(s, b, (int) count);
        }
    }

    /// `b = b >>> a`
    static void shiftRightBy(long[] s, int a, int b) {
        long count = saturated(s, a);
        if (count > 255) {
            set(s, b, 0);
        } else {
            shiftRight(s, b, (int) count, 0);
        }
    }

    /// `b = b >> a`, keeping the sign
    static void shiftRightSignedBy(long[] s, int a, int b) {
        long fill = s[b + 3] >> 63;
        long count = saturated(s, a);
        if (count > 255) {
            fill(s, b, fill);
        } else {
            shiftRight(s, b, (int) count, fill);
        }
    }

    private static void fill(long[] s, int i, long value) {
        s[i] = value;
        s[i + 1] = value;
        s[i + 2] = value;
        s[i + 3] = value;
    }

    /// `b` = the byte number `a` of `b`, counted from the most significant
    static void byteAt(long[] s, int a, int b) {
        long index = saturated(s, a);
        long value =
                index > 31
                        ? 0
                        : (s[b + 3 - (int) (index >>> 3)] >>> (56 - 8 * (int) (index & 7))) & 0xff;
        set(s, b, value);
    }

    /// `b` = `b` with the sign of its byte number `a`, counted from the least significant
    static void signExtend(long[] s, int a, int b) {
        long index = saturated(s, a);
        if (index > 30) {
            return;
        }
        int limb = (int) (index >>> 3);
        int unused = 56 - 8 * (int) (index & 7);
        s[b + limb] = (s[b + limb] << unused) >> unused;
        long fill = s[b + limb] >> 63;
        for (int above = limb + 1; above < LIMBS; above++) {
            s[b + above] = fill;
        }
    }

    static int leadingZeros(long[] s, int i) {
        return 256 - bitLength(s, i);
    }

    static int bitLength(long[] s, int i) {
        for (int limb = 3; limb >= 0; limb--) {
            if (s[i + limb] != 0) {
                return 64 * limb + 64 - Long.numberOfLeadingZeros(s[i + limb]);
            }
        }
        return 0;
    }
}
