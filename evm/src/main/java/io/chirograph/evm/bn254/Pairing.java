package io.chirograph.evm.bn254;

import java.math.BigInteger;
import java.util.List;

/// The optimal ate pairing (Vercauteren 2008) of BN254, with the curve's parameter u.
///
/// The loop adds Q to itself 6u + 2 times and multiplies the lines it meets, taken at P; then come the lines
/// through π(Q) and −π²(Q), where π raises the coordinates to the p. A line through T with slope λ, mapped from
/// the twist to 𝔽p¹² by (x, y) ↦ (x·w², y·w³), has at P the value y_P − λ·x_P·w + (λ·x_T − y_T)·w³.
public final class Pairing {
    /// The order of the groups.
    public static final BigInteger ORDER =
            new BigInteger(
                    "21888242871839275222246405745257275088548364400416034343698204186575808495617");

    private static final BigInteger U = BigInteger.valueOf(4_965_661_367_192_848_881L);
    private static final BigInteger LOOP = U.multiply(BigInteger.valueOf(6)).add(BigInteger.TWO);

    private Pairing() {}

    /// A member of each group.
    public record Pair(G1 first, G2 second) {}

    /// Whether the product of the pairings of all pairs is one.
    public static boolean isProductOne(List<Pair> pairs) {
        Fp12 product = Fp12.ONE;
        for (Pair pair : pairs) {
            if (!pair.first.point().isInfinite() && !pair.second.point().isInfinite()) {
                product = product.times(loop(pair.first.point().toAffine(), pair.second.point()));
            }
        }
        return finalExponentiation(product).equals(Fp12.ONE);
    }

    private static Fp12 loop(CurvePoint<Fp> p, CurvePoint<Fp2> affineQ) {
        Lines lines = new Lines(p, affineQ.x(), affineQ.y());
        for (int bit = LOOP.bitLength() - 2; bit >= 0; bit--) {
            lines.twice();
            if (LOOP.testBit(bit)) {
                lines.plus(affineQ.x(), affineQ.y());
            }
        }
        Fp2 x1 = affineQ.x().conjugate().times(Fp12.frobeniusFactor(2));
        Fp2 y1 = affineQ.y().conjugate().times(Fp12.frobeniusFactor(3));
        Fp2 x2 = x1.conjugate().times(Fp12.frobeniusFactor(2));
        Fp2 y2 = y1.conjugate().times(Fp12.frobeniusFactor(3));
        lines.plus(x1, y1);
        lines.plus(x2, y2.negate());
        return lines.product;
    }

    /// The running point T = (x, y) of the loop, and the product of the lines so far. T is never at infinity
    /// and never meets ±Q: its multiples stay below the order.
    private static final class Lines {
        private final Fp xP;
        private final Fp yP;
        private Fp2 x;
        private Fp2 y;
        private Fp12 product = Fp12.ONE;

        Lines(CurvePoint<Fp> p, Fp2 x, Fp2 y) {
            this.xP = p.x();
            this.yP = p.y();
            this.x = x;
            this.y = y;
        }

        void twice() {
            product = product.square();
            Fp2 xx = x.square();
            Fp2 slope = xx.plus(xx).plus(xx).times(y.plus(y).inverse());
            move(slope, x);
        }

        void plus(Fp2 otherX, Fp2 otherY) {
            Fp2 slope = otherY.minus(y).times(otherX.minus(x).inverse());
            move(slope, otherX);
        }

        private void move(Fp2 slope, Fp2 otherX) {
            Fp2 constant = slope.times(x).minus(y);
            product = product.timesLine(yP, slope.times(xP.negate()), constant);
            Fp2 newX = slope.square().minus(x).minus(otherX);
            y = slope.times(x.minus(newX)).minus(y);
            x = newX;
        }
    }

    /// Raises to the (p¹² − 1) / order: first to the (p⁶ − 1)(p² + 1), then the hard part by the addition chain
    /// of Scott, Benger, Charlemagne, Dominguez and Kachisa (2009).
    private static Fp12 finalExponentiation(Fp12 product) {
        Fp12 easy = product.conjugate().times(product.inverse());
        Fp12 f = easy.toTheP().toTheP().times(easy);
        Fp12 fp = f.toTheP();
        Fp12 fp2 = fp.toTheP();
        Fp12 fu = toTheU(f);
        Fp12 fu2 = toTheU(fu);
        Fp12 fu3 = toTheU(fu2);
        Fp12 fu2p = fu2.toTheP();
        Fp12 y0 = fp.times(fp2).times(fp2.toTheP());
        Fp12 y1 = f.conjugate();
        Fp12 y2 = fu2p.toTheP();
        Fp12 y3 = fu.toTheP().conjugate();
        Fp12 y4 = fu.times(fu2p).conjugate();
        Fp12 y5 = fu2.conjugate();
        Fp12 y6 = fu3.times(fu3.toTheP()).conjugate();
        // y0 · y1² · y2⁶ · y3¹² · y4¹⁸ · y5³⁰ · y6³⁶
        Fp12 t0 = y6.square().times(y4).times(y5);
        Fp12 t1 = y3.times(y5).times(t0);
        t0 = t0.times(y2);
        t1 = t1.square().times(t0).square();
        t0 = t1.times(y1);
        t1 = t1.times(y0);
        return t0.square().times(t1);
    }

    private static Fp12 toTheU(Fp12 base) {
        return FieldElement.power(base, U, Fp12.ONE);
    }
}
