package io.chirograph.evm.bn254;

import io.chirograph.types.Bytes;
import java.math.BigInteger;
import java.util.Optional;

/// A point of the curve y² = x³ + 3 over 𝔽p. Every such point is a member of the group.
///
/// Encoded in 64 bytes: x and y, most significant byte first; all zero is the point at infinity.
public final class G1 {
    public static final int SIZE = 2 * Fp.SIZE;

    private static final Fp B = Fp.of(BigInteger.valueOf(3));

    private final CurvePoint<Fp> point;

    private G1(CurvePoint<Fp> point) {
        this.point = point;
    }

    /// @param encoded `SIZE` bytes
    /// @return empty when a coordinate is p or more, or the point is not on the curve
    public static Optional<G1> decode(Bytes encoded) {
        BigInteger x = new BigInteger(1, encoded.slice(0, Fp.SIZE).toArray());
        BigInteger y = new BigInteger(1, encoded.slice(Fp.SIZE, SIZE).toArray());
        if (x.max(y).compareTo(Fp.MODULUS) >= 0) {
            return Optional.empty();
        }
        if (x.signum() == 0 && y.signum() == 0) {
            return Optional.of(new G1(new CurvePoint<>(Fp.ZERO, Fp.ONE, Fp.ZERO)));
        }
        Fp fieldX = Fp.of(x);
        Fp fieldY = Fp.of(y);
        return fieldY.square().equals(fieldX.square().times(fieldX).plus(B))
                ? Optional.of(new G1(new CurvePoint<>(fieldX, fieldY, Fp.ONE)))
                : Optional.empty();
    }

    public Bytes encode() {
        CurvePoint<Fp> affine = point.toAffine();
        byte[] encoded = new byte[SIZE];
        if (!affine.isInfinite()) {
            put(affine.x(), encoded, Fp.SIZE);
            put(affine.y(), encoded, SIZE);
        }
        return Bytes.owning(encoded);
    }

    private static void put(Fp element, byte[] to, int end) {
        byte[] digits = element.toBigInteger().toByteArray();
        int used = Math.min(digits.length, Fp.SIZE);
        System.arraycopy(digits, digits.length - used, to, end - used, used);
    }

    public G1 plus(G1 other) {
        return new G1(point.plus(other.point));
    }

    /// @param scalar at least 0
    public G1 times(BigInteger scalar) {
        return new G1(point.times(scalar));
    }

    CurvePoint<Fp> point() {
        return point;
    }
}
