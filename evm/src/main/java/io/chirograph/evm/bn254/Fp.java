package io.chirograph.evm.bn254;

import java.math.BigInteger;

/// An element of 𝔽p in Montgomery's form: the four limbs, `l0` the least significant, hold x · 2^256 mod p, so
/// that products need no division (Montgomery 1985; the interleaved form is CIOS of Koç, Acar and Kaliski 1996).
record Fp(long l0, long l1, long l2, long l3) implements FieldElement<Fp> {
    static final BigInteger MODULUS =
            new BigInteger(
                    "21888242871839275222246405745257275088696311157297823662689037894645226208583");

    static final int SIZE = 32;

    private static final BigInteger LIMB_MASK =
            BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final long P0 = limb(MODULUS, 0);
    private static final long P1 = limb(MODULUS, 1);
    private static final long P2 = limb(MODULUS, 2);
    private static final long P3 = limb(MODULUS, 3);

    /// −p⁻¹ mod 2^64
    private static final long INVERSE =
            MODULUS.modInverse(BigInteger.ONE.shiftLeft(64)).negate().longValue();

    /// 2^512 mod p, which brings a number into the form.
    private static final Fp INTO_FORM = raw(BigInteger.ONE.shiftLeft(512).mod(MODULUS));

    private static final Fp OUT_OF_FORM = new Fp(1, 0, 0, 0);

    static final Fp ZERO = new Fp(0, 0, 0, 0);
    static final Fp ONE = of(BigInteger.ONE);

    private static long limb(BigInteger number, int index) {
        return number.shiftRight(64 * index).and(LIMB_MASK).longValue();
    }

    private static Fp raw(BigInteger number) {
        return new Fp(limb(number, 0), limb(number, 1), limb(number, 2), limb(number, 3));
    }

    /// @param number any, taken modulo p
    static Fp of(BigInteger number) {
        return raw(number.mod(MODULUS)).times(INTO_FORM);
    }

    BigInteger toBigInteger() {
        Fp plain = times(OUT_OF_FORM);
        return unsigned(plain.l3)
                .shiftLeft(64)
                .or(unsigned(plain.l2))
                .shiftLeft(64)
                .or(unsigned(plain.l1))
                .shiftLeft(64)
                .or(unsigned(plain.l0));
    }

    private static BigInteger unsigned(long limb) {
        return BigInteger.valueOf(limb).and(LIMB_MASK);
    }

    @Override
    public Fp plus(Fp other) {
        long r0 = l0 + other.l0;
        long carry = carry(l0, other.l0, r0);
        long r1 = l1 + other.l1 + carry;
        carry = carry(l1, other.l1, r1);
        long r2 = l2 + other.l2 + carry;
        carry = carry(l2, other.l2, r2);
        return reduced(r0, r1, r2, l3 + other.l3 + carry); // p has 254 bits: no carry is left
    }

    private static long carry(long a, long b, long sum) {
        return ((a & b) | ((a | b) & ~sum)) >>> 63;
    }

    private static long borrow(long a, long b, long difference) {
        return ((~a & b) | ((~a | b) & difference)) >>> 63;
    }

    /// The number, below 2p, less p unless that goes below zero.
    private static Fp reduced(long r0, long r1, long r2, long r3) {
        long d0 = r0 - P0;
        long borrow = borrow(r0, P0, d0);
        long d1 = r1 - P1 - borrow;
        borrow = borrow(r1, P1, d1);
        long d2 = r2 - P2 - borrow;
        borrow = borrow(r2, P2, d2);
        long d3 = r3 - P3 - borrow;
        return borrow(r3, P3, d3) == 0 ? new Fp(d0, d1, d2, d3) : new Fp(r0, r1, r2, r3);
    }

    @Override
    public Fp minus(Fp other) {
        long r0 = l0 - other.l0;
        long borrow = borrow(l0, other.l0, r0);
        long r1 = l1 - other.l1 - borrow;
        borrow = borrow(l1, other.l1, r1);
        long r2 = l2 - other.l2 - borrow;
        borrow = borrow(l2, other.l2, r2);
        long r3 = l3 - other.l3 - borrow;
        if (borrow(l3, other.l3, r3) == 0) {
            return new Fp(r0, r1, r2, r3);
        }
        long s0 = r0 + P0;
        long carry = carry(r0, P0, s0);
        long s1 = r1 + P1 + carry;
        carry = carry(r1, P1, s1);
        long s2 = r2 + P2 + carry;
        carry = carry(r2, P2, s2);
        return new Fp(s0, s1, s2, r3 + P3 + carry);
    }

    @Override
    public Fp negate() {
        return ZERO.minus(this);
    }

    @Override
    public Fp square() {
        return times(this);
    }

    /// For each limb of this: adds its product with `other`, then the multiple of p that clears the lowest
    /// limb, and drops that limb.
    @Override
    public Fp times(Fp other) {
        long t0 = 0;
        long t1 = 0;
        long t2 = 0;
        long t3 = 0;
        for (int i = 0; i < 4; i++) {
            long x = i == 0 ? l0 : i == 1 ? l1 : i == 2 ? l2 : l3;
            long low = x * other.l0;
            t0 += low;
            long carry = Math.unsignedMultiplyHigh(x, other.l0) + below(t0, low);
            low = x * other.l1;
            long high = Math.unsignedMultiplyHigh(x, other.l1);
            t1 += carry;
            high += below(t1, carry);
            t1 += low;
            carry = high + below(t1, low);
            low = x * other.l2;
            high = Math.unsignedMultiplyHigh(x, other.l2);
            t2 += carry;
            high += below(t2, carry);
            t2 += low;
            carry = high + below(t2, low);
            low = x * other.l3;
            high = Math.unsignedMultiplyHigh(x, other.l3);
            t3 += carry;
            high += below(t3, carry);
            t3 += low;
            long t4 = high + below(t3, low);

            long m = t0 * INVERSE;
            low = m * P0;
            carry = Math.unsignedMultiplyHigh(m, P0) + below(t0 + low, low);
            low = m * P1;
            high = Math.unsignedMultiplyHigh(m, P1);
            t0 = t1 + carry;
            high += below(t0, carry);
            t0 += low;
            carry = high + below(t0, low);
            low = m * P2;
            high = Math.unsignedMultiplyHigh(m, P2);
            t1 = t2 + carry;
            high += below(t1, carry);
            t1 += low;
            carry = high + below(t1, low);
            low = m * P3;
            high = Math.unsignedMultiplyHigh(m, P3);
            t2 = t3 + carry;
            high += below(t2, carry);
            t2 += low;
            carry = high + below(t2, low);
            t3 = t4 + carry;
        }
        return reduced(t0, t1, t2, t3);
    }

    /// 1 when the sum has wrapped below one of its terms, the carry.
    private static long below(long sum, long term) {
        return Long.compareUnsigned(sum, term) < 0 ? 1 : 0;
    }

    @Override
    public Fp inverse() {
        return isZero() ? ZERO : of(toBigInteger().modInverse(MODULUS));
    }

    @Override
    public boolean isZero() {
        return (l0 | l1 | l2 | l3) == 0;
    }
}
