package io.chirograph.evm.bn254;

import io.chirograph.types.Bytes;
import java.math.BigInteger;
import java.util.Optional;

/// A point of the twist y² = x³ + 3/ξ over 𝔽p² that is a member of the group of prime order.
///
/// Encoded in 128 bytes: x and y, of each first the factor of i, then the other part; all zero is the point
/// at infinity.
public final class G2 {
    public static final int SIZE = 4 * Fp.SIZE;

    private static final Fp2 B = Fp2.XI.inverse().times(Fp.of(BigInteger.valueOf(3)));

    private final CurvePoint<Fp2> point;

    private G2(CurvePoint<Fp2> point) {
        this.point = point;
    }

    /// @param encoded `SIZE` bytes
    /// @return empty when a coordinate is p or more, or the point is not on the twist or not in the group
    public static Optional<G2> decode(Bytes encoded) {
        BigInteger[] parts = new BigInteger[4];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new BigInteger(1, encoded.slice(i * Fp.SIZE, (i + 1) * Fp.SIZE).toArray());
            if (parts[i].compareTo(Fp.MODULUS) >= 0) {
                return Optional.empty();
            }
        }
        Fp2 x = new Fp2(Fp.of(parts[1]), Fp.of(parts[0]));
        Fp2 y = new Fp2(Fp.of(parts[3]), Fp.of(parts[2]));
        if (x.isZero() && y.isZero()) {
            return Optional.of(new G2(new CurvePoint<>(Fp2.ZERO, Fp2.ONE, Fp2.ZERO)));
        }
        CurvePoint<Fp2> point = new CurvePoint<>(x, y, Fp2.ONE);
        boolean isOnTwist = y.square().equals(x.square().times(x).plus(B));
        return isOnTwist && point.times(Pairing.ORDER).isInfinite()
                ? Optional.of(new G2(point))
                : Optional.empty();
    }

    CurvePoint<Fp2> point() {
        return point;
    }
}
