package io.chirograph.evm.bn254;

import java.math.BigInteger;

/// An element a + b·w of 𝔽p¹², where w² = v.
record Fp12(Fp6 a, Fp6 b) implements FieldElement<Fp12> {
    static final Fp12 ONE = new Fp12(Fp6.ONE, Fp6.ZERO);

    /// ξ to the n(p − 1)/6 for n from 0 to 5: what w to the n is multiplied with by raising to the p.
    private static final Fp2[] FROBENIUS = frobenius();

    private static Fp2[] frobenius() {
        BigInteger sixth = Fp.MODULUS.subtract(BigInteger.ONE).divide(BigInteger.valueOf(6));
        Fp2[] factors = new Fp2[6];
        for (int n = 0; n < 6; n++) {
            factors[n] = FieldElement.power(Fp2.XI, sixth.multiply(BigInteger.valueOf(n)), Fp2.ONE);
        }
        return factors;
    }

    /// ξ to the n(p − 1)/6.
    static Fp2 frobeniusFactor(int n) {
        return FROBENIUS[n];
    }

    @Override
    public Fp12 plus(Fp12 other) {
        return new Fp12(a.plus(other.a), b.plus(other.b));
    }

    @Override
    public Fp12 minus(Fp12 other) {
        return new Fp12(a.minus(other.a), b.minus(other.b));
    }

    /// Three products instead of four (Karatsuba).
    @Override
    public Fp12 times(Fp12 other) {
        Fp6 aa = a.times(other.a);
        Fp6 bb = b.times(other.b);
        Fp6 cross = a.plus(b).times(other.a.plus(other.b));
        return new Fp12(aa.plus(bb.timesV()), cross.minus(aa).minus(bb));
    }

    /// This times x + (y + z·v)·w, the form of a line.
    Fp12 timesLine(Fp x, Fp2 y, Fp2 z) {
        Fp6 aa = a.times(x);
        Fp6 bb = b.timesSparse(y, z);
        Fp6 cross = a.plus(b).timesSparse(y.plus(new Fp2(x, Fp.ZERO)), z);
        return new Fp12(aa.plus(bb.timesV()), cross.minus(aa).minus(bb));
    }

    @Override
    public Fp12 square() {
        Fp6 ab = a.times(b);
        Fp6 sum = a.plus(b).times(a.plus(b.timesV()));
        return new Fp12(sum.minus(ab).minus(ab.timesV()), ab.plus(ab));
    }

    @Override
    public Fp12 negate() {
        return new Fp12(a.negate(), b.negate());
    }

    /// a − b·w, which is this to the p⁶; for elements of the pairing's target group, the inverse.
    Fp12 conjugate() {
        return new Fp12(a, b.negate());
    }

    @Override
    public Fp12 inverse() {
        Fp6 norm = a.square().minus(b.square().timesV()).inverse();
        return new Fp12(a.times(norm), b.negate().times(norm));
    }

    /// This to the p.
    Fp12 toTheP() {
        Fp6 even =
                new Fp6(
                        a.a().conjugate(),
                        a.b().conjugate().times(FROBENIUS[2]),
                        a.c().conjugate().times(FROBENIUS[4]));
        Fp6 odd =
                new Fp6(
                        b.a().conjugate().times(FROBENIUS[1]),
                        b.b().conjugate().times(FROBENIUS[3]),
                        b.c().conjugate().times(FROBENIUS[5]));
        return new Fp12(even, odd);
    }

    @Override
    public boolean isZero() {
        return a.isZero() && b.isZero();
    }
}
