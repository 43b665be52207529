package io.chirograph.evm;

import static io.chirograph.evm.Words.LIMBS;

import java.util.Arrays;

/// The operations that divide, on words as in [Words]: long division with digits of 64 bits, each quotient
/// digit by multiplying with a reciprocal of the divisor's leading digits (Möller and Granlund, Improved
/// division by invariant integers, 2011, algorithms 2 to 6). Holds scratch space, so single-owner; the
/// reciprocal of the last divisor is kept, since loops often use one modulus.
final class Division {
    /// Least significant digit first; becomes the remainder. A product of two words, and one digit more.
    private final long[] dividend = new long[2 * LIMBS + 1];

    private final long[] quotient = new long[2 * LIMBS + 1];

    /// The last divisor, and how it is prepared.
    private final long[] divisor = new long[LIMBS];

    private int digits = 1;
    private int shift;
    private final long[] normalized = new long[LIMBS];
    private long reciprocal = -1;

    /// Base and result of a power, in places 0 and 4.
    private final long[] power = new long[2 * LIMBS];

    Division() {
        divisor[0] = 1;
        normalized[0] = Long.MIN_VALUE;
        shift = 63;
    }

    /// `b = a / b`, zero when `b` is
    void divide(long[] s, int a, int b) {
        if (fitLong(s, a, b)) {
            s[b] = s[b] == 0 ? 0 : Long.divideUnsigned(s[a], s[b]);
            return;
        }
        if (Words.isZero(s, b)) {
            return;
        }
        divide(putDividend(s, a), s, b);
        System.arraycopy(quotient, 0, s, b, LIMBS);
    }

    /// `b = a mod b`, zero when `b` is
    void remainder(long[] s, int a, int b) {
        if (fitLong(s, a, b)) {
            s[b] = s[b] == 0 ? 0 : Long.remainderUnsigned(s[a], s[b]);
            return;
        }
        if (Words.isZero(s, b)) {
            return;
        }
        divide(putDividend(s, a), s, b);
        System.arraycopy(dividend, 0, s, b, LIMBS);
    }

    /// `b = a / b` in two's complement, rounded towards zero; `a` is changed
    void divideSigned(long[] s, int a, int b) {
        boolean negative = Words.isNegative(s, a) ^ Words.isNegative(s, b);
        makeAbsolute(s, a);
        makeAbsolute(s, b);
        divide(s, a, b);
        if (negative) {
            Words.negate(s, b);
        }
    }

    /// `b = a mod b` in two's complement with the sign of `a`; `a` is changed
    void remainderSigned(long[] s, int a, int b) {
        boolean negative = Words.isNegative(s, a);
        makeAbsolute(s, a);
        makeAbsolute(s, b);
        remainder(s, a, b);
        if (negative) {
            Words.negate(s, b);
        }
    }

    private static void makeAbsolute(long[] s, int i) {
        if (Words.isNegative(s, i)) {
            Words.negate(s, i);
        }
    }

    /// `modulus = (a + b) mod modulus` without wrapping, zero when `modulus` is
    void addModulo(long[] s, int a, int b, int modulus) {
        if (Words.isZero(s, modulus)) {
            return;
        }
        long carry = 0;
        for (int limb = 0; limb < LIMBS; limb++) {
            long x = s[a + limb];
            long y = s[b + limb];
            long sum = x + y + carry;
            carry = ((x & y) | ((x | y) & ~sum)) >>> 63;
            dividend[limb] = sum;
        }
        dividend[LIMBS] = carry;
        divide(carry == 0 ? LIMBS : LIMBS + 1, s, modulus);
        System.arraycopy(dividend, 0, s, modulus, LIMBS);
    }

    /// `modulus = (a · b) mod modulus` without wrapping, zero when `modulus` is
    void multiplyModulo(long[] s, int a, int b, int modulus) {
        if (Words.isZero(s, modulus)) {
            return;
        }
        Arrays.fill(dividend, 0, LIMBS, 0);
        for (int i = 0; i < LIMBS; i++) {
            long x = s[a + i];
            long carry = 0;
            for (int j = 0; j < LIMBS; j++) {
                long y = s[b + j];
                long low = x * y;
                long high = Math.unsignedMultiplyHigh(x, y);
                low += carry;
                high += below(low, carry);
                long sum = dividend[i + j] + low;
                carry = high + below(sum, low);
                dividend[i + j] = sum;
            }
            dividend[i + LIMBS] = carry;
        }
        divide(2 * LIMBS, s, modulus);
        System.arraycopy(dividend, 0, s, modulus, LIMBS);
    }

    /// `b = a ^ b`, by squaring
    void power(long[] s, int a, int b) {
        System.arraycopy(s, a, power, 0, LIMBS);
        Words.set(power, LIMBS, 1);
        int bits = Words.bitLength(s, b);
        for (int bit = bits - 1; bit >= 0; bit--) {
            Words.multiply(power, LIMBS, LIMBS);
            if ((s[b + (bit >>> 6)] >>> (bit & 63) & 1) != 0) {
                Words.multiply(power, 0, LIMBS);
            }
        }
        System.arraycopy(power, LIMBS, s, b, LIMBS);
    }

    private static boolean fitLong(long[] s, int a, int b) {
        return (s[a + 1] | s[a + 2] | s[a + 3] | s[b + 1] | s[b + 2] | s[b + 3]) == 0;
    }

    private int putDividend(long[] s, int i) {
        System.arraycopy(s, i, dividend, 0, LIMBS);
        return LIMBS;
    }

    /// 1 when the sum has wrapped below one of its terms, the carry.
    private static long below(long sum, long term) {
        return sum + Long.MIN_VALUE < term + Long.MIN_VALUE ? 1 : 0;
    }

    /// Divides the first `size` digits of `dividend` by the word at `i`, which is not zero. Leaves the
    /// quotient in `quotient` and the remainder in `dividend`, both with four digits at least.
    private void divide(int size, long[] s, int i) {
        if (s[i] != divisor[0]
                || s[i + 1] != divisor[1]
                || s[i + 2] != divisor[2]
                || s[i + 3] != divisor[3]) {
            prepare(s, i);
        }
        int used = size;
        while (used > 0 && dividend[used - 1] == 0) {
            used--;
        }
        Arrays.fill(quotient, 0, LIMBS, 0);
        Arrays.fill(dividend, used, dividend.length, 0);
        if (used < digits) {
            return;
        }
        shiftDividendLeft(used);
        if (digits == 1) {
            divideByOne(used);
        } else {
            divideByMore(used);
        }
        shiftRemainderRight();
    }

    private void prepare(long[] s, int i) {
        System.arraycopy(s, i, divisor, 0, LIMBS);
        digits = (Words.bitLength(divisor, 0) + 63) >>> 6;
        shift = Long.numberOfLeadingZeros(divisor[digits - 1]);
        for (int digit = digits - 1; digit >= 0; digit--) {
            long lower = digit == 0 || shift == 0 ? 0 : divisor[digit - 1] >>> (64 - shift);
            normalized[digit] = (divisor[digit] << shift) | lower;
        }
        reciprocal = reciprocalOf(normalized[digits - 1]);
        if (digits > 1) {
            reciprocal =
                    refine(reciprocal, normalized[digits - 1], normalized[digits - 2]);
        }
    }

    private void shiftDividendLeft(int used) {
        if (shift == 0) {
            dividend[used] = 0;
            return;
        }
        dividend[used] = dividend[used - 1] >>> (64 - shift);
        for (int digit = used - 1; digit > 0; digit--) {
            dividend[digit] = (dividend[digit] << shift) | (dividend[digit - 1] >>> (64 - shift));
        }
        dividend[0] <<= shift;
    }

    private void shiftRemainderRight() {
        if (shift == 0) {
            return;
        }
        for (int digit = 0; digit < digits - 1; digit++) {
            dividend[digit] = (dividend[digit] >>> shift) | (dividend[digit + 1] << (64 - shift));
        }
        dividend[digits - 1] >>>= shift;
    }

    private void divideByOne(int used) {
        long by = normalized[0];
        long inverse = reciprocal;
        long rest = dividend[used];
        dividend[used] = 0;
        for (int place = used - 1; place >= 0; place--) {
            long next = dividend[place];
            // Algorithm 4: two digits by one.
            long low = inverse * rest + next;
            long digit =
                    Math.unsignedMultiplyHigh(inverse, rest) + rest + below(low, next) + 1;
            rest = next - digit * by;
            if (Long.compareUnsigned(rest, low) > 0) {
                digit--;
                rest += by;
            }
            if (Long.compareUnsigned(rest, by) >= 0) {
                digit++;
                rest -= by;
            }
            quotient[place] = digit;
            dividend[place] = 0;
        }
        dividend[0] = rest;
    }

    private void divideByMore(int used) {
        for (int place = used - digits; place >= 0; place--) {
            long digit = quotientDigit(place);
            if (takeMultiple(place, digit)) {
                addBack(place);
                digit--;
            }
            if (place < LIMBS) {
                quotient[place] = digit;
            }
        }
    }

    /// A digit of the quotient, which may be one too large when the divisor has more than two digits.
    private long quotientDigit(int place) {
        long first = normalized[digits - 1];
        long second = normalized[digits - 2];
        long u2 = dividend[place + digits];
        long u1 = dividend[place + digits - 1];
        if (u2 == first && u1 == second) {
            return -1;
        }
        long u0 = dividend[place + digits - 2];
        // Algorithm 5: three digits by two.
        long low = reciprocal * u2;
        long high = Math.unsignedMultiplyHigh(reciprocal, u2);
        low += u1;
        high += u2 + below(low, u1);
        long r1 = u1 - high * first;
        long t0 = second * high;
        long t1 = Math.unsignedMultiplyHigh(second, high);
        // (r1, u0) − (t1, t0) − (first, second)
        long r0 = u0 - t0;
        r1 -= t1 + below(u0, t0);
        long borrow = below(r0, second);
        r0 -= second;
        r1 -= first + borrow;
        high++;
        if (Long.compareUnsigned(r1, low) >= 0) {
            high--;
            r0 += second;
            r1 += first + below(r0, second);
        }
        if (Long.compareUnsigned(r1, first) > 0
                || (r1 == first && Long.compareUnsigned(r0, second) >= 0)) {
            high++;
        }
        return high;
    }

    /// Whether the multiple was too large, so that the dividend went below zero.
    private boolean takeMultiple(int place, long multiple) {
        long carry = 0;
        for (int index = 0; index < digits; index++) {
            long low = multiple * normalized[index];
            long high = Math.unsignedMultiplyHigh(multiple, normalized[index]);
            low += carry;
            high += below(low, carry);
            long before = dividend[place + index];
            dividend[place + index] = before - low;
            carry = high + below(before, low);
        }
        long before = dividend[place + digits];
        dividend[place + digits] = before - carry;
        return below(before, carry) != 0;
    }

    private void addBack(int place) {
        long carry = 0;
        for (int index = 0; index < digits; index++) {
            long x = dividend[place + index];
            long y = normalized[index];
            long sum = x + y + carry;
            carry = ((x & y) | ((x | y) & ~sum)) >>> 63;
            dividend[place + index] = sum;
        }
        dividend[place + digits] += carry;
    }

    /// ⌊(2^128 − 1) / d⌋ − 2^64 for a `d` of 64 bits, by Newton's method from a first guess of 11 bits
    /// (algorithm 3, its table replaced by the division it was made with).
    private static long reciprocalOf(long d) {
        long odd = d & 1;
        long upper = d >>> 55;
        long middle = (d >>> 24) + 1;
        long half = (d >>> 1) + odd;
        long v = ((1L << 19) - 3 * (1L << 8)) / upper;
        v = (v << 11) - ((v * v * middle) >>> 40) - 1;
        v = (v << 13) + ((v * ((1L << 60) - v * middle)) >>> 47);
        long error = ((v >>> 1) & -odd) - v * half;
        v = (Math.unsignedMultiplyHigh(v, error) >>> 1) + (v << 31);
        long low = v * d;
        return v - (Math.unsignedMultiplyHigh(v, d) + below(low + d, low) + d);
    }

    /// Algorithm 6: from the reciprocal of one digit to that of two.
    private static long refine(long reciprocal, long first, long second) {
        long v = reciprocal;
        long p = first * v + second;
        if (Long.compareUnsigned(p, second) < 0) {
            v--;
            if (Long.compareUnsigned(p, first) >= 0) {
                v--;
                p -= first;
            }
            p -= first;
        }
        long t0 = v * second;
        long t1 = Math.unsignedMultiplyHigh(v, second);
        p += t1;
        if (Long.compareUnsigned(p, t1) < 0) {
            v--;
            if (Long.compareUnsigned(p, first) > 0
                    || (p == first && Long.compareUnsigned(t0, second) >= 0)) {
                v--;
            }
        }
        return v;
    }
}
