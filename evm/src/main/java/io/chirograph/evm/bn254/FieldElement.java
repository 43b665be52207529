package io.chirograph.evm.bn254;

import java.math.BigInteger;

/// What the fields have in common, so that points and powers are written once. Immutable.
///
/// @param <F> the field
interface FieldElement<F extends FieldElement<F>> {
    F plus(F other);

    F minus(F other);

    F times(F other);

    F square();

    F negate();

    /// The inverse; of zero, zero.
    F inverse();

    boolean isZero();

    /// The element times itself `exponent` times, by squaring.
    ///
    /// @param one of the field
    /// @param exponent at least 0
    static <F extends FieldElement<F>> F power(F base, BigInteger exponent, F one) {
        F result = one;
        for (int bit = exponent.bitLength() - 1; bit >= 0; bit--) {
            result = result.square();
            if (exponent.testBit(bit)) {
                result = result.times(base);
            }
        }
        return result;
    }
}
