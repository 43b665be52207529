package io.chirograph.evm.bn254;

/// An element a + b·v + c·v² of 𝔽p⁶, where v³ = ξ.
record Fp6(Fp2 a, Fp2 b, Fp2 c) implements FieldElement<Fp6> {
    static final Fp6 ZERO = new Fp6(Fp2.ZERO, Fp2.ZERO, Fp2.ZERO);
    static final Fp6 ONE = new Fp6(Fp2.ONE, Fp2.ZERO, Fp2.ZERO);

    @Override
    public Fp6 plus(Fp6 other) {
        return new Fp6(a.plus(other.a), b.plus(other.b), c.plus(other.c));
    }

    @Override
    public Fp6 minus(Fp6 other) {
        return new Fp6(a.minus(other.a), b.minus(other.b), c.minus(other.c));
    }

    /// Six products instead of nine (Karatsuba).
    @Override
    public Fp6 times(Fp6 other) {
        Fp2 aa = a.times(other.a);
        Fp2 bb = b.times(other.b);
        Fp2 cc = c.times(other.c);
        Fp2 bc = b.plus(c).times(other.b.plus(other.c)).minus(bb).minus(cc);
        Fp2 ab = a.plus(b).times(other.a.plus(other.b)).minus(aa).minus(bb);
        Fp2 ac = a.plus(c).times(other.a.plus(other.c)).minus(aa).minus(cc);
        return new Fp6(aa.plus(bc.timesXi()), ab.plus(cc.timesXi()), ac.plus(bb));
    }

    /// This times x + y·v.
    Fp6 timesSparse(Fp2 x, Fp2 y) {
        Fp2 ax = a.times(x);
        Fp2 by = b.times(y);
        Fp2 cross = a.plus(b).times(x.plus(y)).minus(ax).minus(by);
        return new Fp6(ax.plus(c.times(y).timesXi()), cross, c.times(x).plus(by));
    }

    Fp6 times(Fp factor) {
        return new Fp6(a.times(factor), b.times(factor), c.times(factor));
    }

    /// This times v.
    Fp6 timesV() {
        return new Fp6(c.timesXi(), a, b);
    }

    @Override
    public Fp6 square() {
        return times(this);
    }

    @Override
    public Fp6 negate() {
        return new Fp6(a.negate(), b.negate(), c.negate());
    }

    /// By the adjugate of the matrix that multiplies with this.
    @Override
    public Fp6 inverse() {
        Fp2 x = a.square().minus(b.times(c).timesXi());
        Fp2 y = c.square().timesXi().minus(a.times(b));
        Fp2 z = b.square().minus(a.times(c));
        Fp2 norm = a.times(x).plus(c.times(y).plus(b.times(z)).timesXi()).inverse();
        return new Fp6(x.times(norm), y.times(norm), z.times(norm));
    }

    @Override
    public boolean isZero() {
        return a.isZero() && b.isZero() && c.isZero();
    }
}
