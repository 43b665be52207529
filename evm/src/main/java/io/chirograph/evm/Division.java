package io.chirograph.evm;

import static io.chirograph.evm.Words.LIMBS;

import java.util.Arrays;

/// The operations that divide, on words as in [Words]: long division by Knuth (The Art of Computer
/// Programming, volume 2, 4.3.1, algorithm D) with digits of 32 bits. Holds scratch space, so single-owner.
final class Division {
    private static final long DIGIT = 0xffff_ffffL;

    /// Least significant digit first; becomes the remainder. A product of two words, and one digit more.
    private final int[] dividend = new int[17];

    private final int[] divisor = new int[8];
    private final int[] quotient = new int[17];

    /// Base and result of a power, in places 0 and 4.
    private final long[] power = new long[2 * LIMBS];

    /// `b = a / b`, zero when `b` is
    void divide(long[] s, int a, int b) {
        if (Words.isZero(s, b)) {
            return;
        }
        if (fitLong(s, a, b)) {
            Words.set(s, b, Long.divideUnsigned(s[a], s[b]));
            return;
        }
        divide(putDividend(s, a), s, b);
        take(quotient, s, b);
    }

    /// `b = a mod b`, zero when `b` is
    void remainder(long[] s, int a, int b) {
        if (Words.isZero(s, b)) {
            return;
        }
        if (fitLong(s, a, b)) {
            Words.set(s, b, Long.remainderUnsigned(s[a], s[b]));
            return;
        }
        divide(putDividend(s, a), s, b);
        take(dividend, s, b);
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
            dividend[2 * limb] = (int) sum;
            dividend[2 * limb + 1] = (int) (sum >>> 32);
        }
        dividend[8] = (int) carry;
        divide(9, s, modulus);
        take(dividend, s, modulus);
    }

    /// `modulus = (a · b) mod modulus` without wrapping, zero when `modulus` is
    void multiplyModulo(long[] s, int a, int b, int modulus) {
        if (Words.isZero(s, modulus)) {
            return;
        }
        Arrays.fill(dividend, 0);
        for (int i = 0; i < 8; i++) {
            long x = digit(s, a, i);
            long carry = 0;
            for (int j = 0; j < 8; j++) {
                long sum = (x * digit(s, b, j)) + (dividend[i + j] & DIGIT) + carry;
                dividend[i + j] = (int) sum;
                carry = sum >>> 32;
            }
            dividend[i + 8] = (int) carry;
        }
        divide(16, s, modulus);
        take(dividend, s, modulus);
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

    private static long digit(long[] s, int i, int index) {
        return (s[i + (index >>> 1)] >>> (32 * (index & 1))) & DIGIT;
    }

    private int putDividend(long[] s, int i) {
        for (int index = 0; index < 8; index++) {
            dividend[index] = (int) digit(s, i, index);
        }
        return 8;
    }

    private static void take(int[] digits, long[] s, int i) {
        for (int limb = 0; limb < LIMBS; limb++) {
            s[i + limb] = (digits[2 * limb] & DIGIT) | ((long) digits[2 * limb + 1] << 32);
        }
    }

    /// Divides the first `size` digits of `dividend` by the word at `i`, which is not zero. Leaves the
    /// quotient in `quotient` and the remainder in `dividend`, both with eight digits at least.
    private void divide(int size, long[] s, int i) {
        Arrays.fill(quotient, 0);
        Arrays.fill(dividend, size, dividend.length, 0);
        int digits = (Words.bitLength(s, i) + 31) / 32;
        for (int index = 0; index < digits; index++) {
            divisor[index] = (int) digit(s, i, index);
        }
        if (digits == 1) {
            divideByDigit(size);
            return;
        }
        int shift = Integer.numberOfLeadingZeros(divisor[digits - 1]);
        shiftLeft(divisor, digits, shift);
        shiftLeft(dividend, size + 1, shift);
        for (int place = size - digits; place >= 0; place--) {
            quotient[place] = quotientDigit(place, digits);
        }
        shiftRight(dividend, digits, shift);
        Arrays.fill(dividend, digits, dividend.length, 0);
    }

    private void divideByDigit(int size) {
        long by = divisor[0] & DIGIT;
        long rest = 0;
        for (int place = size - 1; place >= 0; place--) {
            long current = (rest << 32) | (dividend[place] & DIGIT);
            quotient[place] = (int) Long.divideUnsigned(current, by);
            rest = Long.remainderUnsigned(current, by);
            dividend[place] = 0;
        }
        dividend[0] = (int) rest;
    }

    /// Steps D3 to D6: estimates one digit from the leading digits, which is at most two too large, and
    /// takes the multiple away from the dividend.
    private int quotientDigit(int place, int digits) {
        long leading =
                ((long) dividend[place + digits] << 32) | (dividend[place + digits - 1] & DIGIT);
        long first = divisor[digits - 1] & DIGIT;
        long second = divisor[digits - 2] & DIGIT;
        long estimate = Long.divideUnsigned(leading, first);
        long rest = Long.remainderUnsigned(leading, first);
        while (estimate > DIGIT
                || Long.compareUnsigned(
                                estimate * second,
                                (rest << 32) | (dividend[place + digits - 2] & DIGIT))
                        > 0) {
            estimate--;
            rest += first;
            if (rest > DIGIT) {
                break;
            }
        }
        if (takeMultiple(place, digits, estimate)) {
            addBack(place, digits);
            estimate--;
        }
        return (int) estimate;
    }

    /// Whether the multiple was too large, so that the dividend went below zero.
    private boolean takeMultiple(int place, int digits, long multiple) {
        long carry = 0;
        long borrow = 0;
        for (int index = 0; index < digits; index++) {
            long product = (multiple * (divisor[index] & DIGIT)) + carry;
            carry = product >>> 32;
            long difference = (dividend[place + index] & DIGIT) - (product & DIGIT) - borrow;
            dividend[place + index] = (int) difference;
            borrow = difference >>> 63;
        }
        long difference = (dividend[place + digits] & DIGIT) - carry - borrow;
        dividend[place + digits] = (int) difference;
        return difference < 0;
    }

    private void addBack(int place, int digits) {
        long carry = 0;
        for (int index = 0; index < digits; index++) {
            long sum = (dividend[place + index] & DIGIT) + (divisor[index] & DIGIT) + carry;
            dividend[place + index] = (int) sum;
            carry = sum >>> 32;
        }
        dividend[place + digits] += (int) carry;
    }

    private static void shiftLeft(int[] digits, int size, int shift) {
        for (int index = size - 1; index >= 0 && shift != 0; index--) {
            int below = index == 0 ? 0 : digits[index - 1] >>> (32 - shift);
            digits[index] = (digits[index] << shift) | below;
        }
    }

    private static void shiftRight(int[] digits, int size, int shift) {
        for (int index = 0; index < size && shift != 0; index++) {
            int above = index == size - 1 ? 0 : digits[index + 1] << (32 - shift);
            digits[index] = (digits[index] >>> shift) | above;
        }
    }
}
