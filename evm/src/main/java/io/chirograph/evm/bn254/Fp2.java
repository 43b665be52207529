package io.chirograph.evm.bn254;

import java.math.BigInteger;

/// An element a + b·i of 𝔽p², where i² = −1.
record Fp2(Fp a, Fp b) implements FieldElement<Fp2> {
    static final Fp2 ZERO = new Fp2(Fp.ZERO, Fp.ZERO);
    static final Fp2 ONE = new Fp2(Fp.ONE, Fp.ZERO);

    /// 9 + i, no cube and no square in 𝔽p²: what the next floor of the tower is built on.
    static final Fp2 XI = new Fp2(Fp.of(BigInteger.valueOf(9)), Fp.ONE);

    @Override
    public Fp2 plus(Fp2 other) {
        return new Fp2(a.plus(other.a), b.plus(other.b));
    }

    @Override
    public Fp2 minus(Fp2 other) {
        return new Fp2(a.minus(other.a), b.minus(other.b));
    }

    /// Three products instead of four (Karatsuba).
    @Override
    public Fp2 times(Fp2 other) {
        Fp aa = a.times(other.a);
        Fp bb = b.times(other.b);
        Fp cross = a.plus(b).times(other.a.plus(other.b));
        return new Fp2(aa.minus(bb), cross.minus(aa).minus(bb));
    }

    Fp2 times(Fp factor) {
        return new Fp2(a.times(factor), b.times(factor));
    }

    /// This times 9 + i.
    Fp2 timesXi() {
        return new Fp2(nine(a).minus(b), nine(b).plus(a));
    }

    private static Fp nine(Fp x) {
        Fp two = x.plus(x);
        Fp four = two.plus(two);
        return four.plus(four).plus(x);
    }

    @Override
    public Fp2 square() {
        Fp product = a.times(b);
        return new Fp2(a.plus(b).times(a.minus(b)), product.plus(product));
    }

    @Override
    public Fp2 negate() {
        return new Fp2(a.negate(), b.negate());
    }

    /// a − b·i, which is this to the p.
    Fp2 conjugate() {
        return new Fp2(a, b.negate());
    }

    @Override
    public Fp2 inverse() {
        Fp norm = a.square().plus(b.square()).inverse();
        return new Fp2(a.times(norm), b.negate().times(norm));
    }

    @Override
    public boolean isZero() {
        return a.isZero() && b.isZero();
    }
}
