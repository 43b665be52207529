package io.chirograph.evm.bn254;

import java.math.BigInteger;

/// A point of y² = x³ + b in Jacobi's coordinates: the affine point is (x / z², y / z³), and z = 0 is the point
/// at infinity. Formulas: Bernstein and Lange, Explicit-Formulas Database, dbl-2009-l and add-2007-bl.
///
/// @param <F> the field of the coordinates
record CurvePoint<F extends FieldElement<F>>(F x, F y, F z) {
    boolean isInfinite() {
        return z.isZero();
    }

    CurvePoint<F> negate() {
        return new CurvePoint<>(x, y.negate(), z);
    }

    CurvePoint<F> twice() {
        F a = x.square();
        F b = y.square();
        F c = b.square();
        F d = x.plus(b).square().minus(a).minus(c);
        F twoD = d.plus(d);
        F e = a.plus(a).plus(a);
        F newX = e.square().minus(twoD).minus(twoD);
        F eightC = times8(c);
        F yz = y.times(z);
        return new CurvePoint<>(newX, e.times(twoD.minus(newX)).minus(eightC), yz.plus(yz));
    }

    private F times8(F c) {
        F two = c.plus(c);
        F four = two.plus(two);
        return four.plus(four);
    }

    CurvePoint<F> plus(CurvePoint<F> other) {
        if (isInfinite()) {
            return other;
        }
        if (other.isInfinite()) {
            return this;
        }
        F zz1 = z.square();
        F zz2 = other.z.square();
        F u1 = x.times(zz2);
        F u2 = other.x.times(zz1);
        F s1 = y.times(other.z).times(zz2);
        F s2 = other.y.times(z).times(zz1);
        F h = u2.minus(u1);
        F difference = s2.minus(s1);
        if (h.isZero()) {
            return difference.isZero() ? twice() : new CurvePoint<>(x, y, h);
        }
        F i = h.plus(h).square();
        F j = h.times(i);
        F r = difference.plus(difference);
        F v = u1.times(i);
        F newX = r.square().minus(j).minus(v).minus(v);
        F s1j = s1.times(j);
        F newY = r.times(v.minus(newX)).minus(s1j).minus(s1j);
        F newZ = z.plus(other.z).square().minus(zz1).minus(zz2).times(h);
        return new CurvePoint<>(newX, newY, newZ);
    }

    /// @param scalar at least 0
    CurvePoint<F> times(BigInteger scalar) {
        CurvePoint<F> zero = new CurvePoint<>(x, y, z.minus(z));
        CurvePoint<F> sum = zero;
        for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
            sum = sum.twice();
            if (scalar.testBit(bit)) {
                sum = sum.plus(this);
            }
        }
        return sum;
    }

    /// The same point with z = 1, or 0 at infinity.
    CurvePoint<F> toAffine() {
        F inverse = z.inverse();
        F squared = inverse.square();
        return new CurvePoint<>(
                x.times(squared), y.times(squared).times(inverse), z.times(inverse));
    }
}
