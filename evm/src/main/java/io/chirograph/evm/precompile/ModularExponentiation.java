package io.chirograph.evm.precompile;

import io.chirograph.types.Bytes;
import java.math.BigInteger;
import java.util.Optional;

/// `base ^ exponent mod modulus` on numbers of any size (EIP-198, EIP-2565, EIP-7823, EIP-7883).
///
/// | offset | size | what |
/// |---|---|---|
/// | 0 | 32 | size of the base, b |
/// | 32 | 32 | size of the exponent, e |
/// | 64 | 32 | size of the modulus, m |
/// | 96 | b + e + m | the three numbers |
public final class ModularExponentiation implements Precompile {
    private static final int HEADER = 96;

    /// EIP-7823: the longest number, in bytes.
    private static final int SIZE_MAX = 1024;

    private static final BigInteger INT_MAX = BigInteger.valueOf(Integer.MAX_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    /// What it costs changed with the forks.
    public enum Pricing {
        /// Byzantium.
        EIP_198,
        /// Berlin.
        EIP_2565,
        /// Osaka; with it, the sizes got a bound.
        EIP_7883
    }

    private final Pricing pricing;

    public ModularExponentiation(Pricing pricing) {
        this.pricing = pricing;
    }

    @Override
    public long gas(Bytes input) {
        BigInteger baseSize = Input.number(input, 0, 32);
        BigInteger exponentSize = Input.number(input, 32, 32);
        BigInteger modulusSize = Input.number(input, 64, 32);
        BigInteger longer = baseSize.max(modulusSize);
        if (pricing == Pricing.EIP_7883
                && longer.max(exponentSize).compareTo(BigInteger.valueOf(SIZE_MAX)) > 0) {
            return Long.MAX_VALUE;
        }
        BigInteger iterations = iterations(input, baseSize, exponentSize);
        BigInteger gas =
                switch (pricing) {
                    case EIP_198 ->
                            multiplication198(longer)
                                    .multiply(iterations.max(BigInteger.ONE))
                                    .divide(BigInteger.valueOf(20));
                    case EIP_2565 ->
                            squareOfWords(longer)
                                    .multiply(iterations.max(BigInteger.ONE))
                                    .divide(BigInteger.valueOf(3))
                                    .max(BigInteger.valueOf(200));
                    case EIP_7883 ->
                            multiplication7883(longer)
                                    .multiply(iterations.max(BigInteger.ONE))
                                    .max(BigInteger.valueOf(500));
                };
        return gas.min(LONG_MAX).longValue();
    }

    /// About how many squarings the exponent takes, told from its size and first 32 bytes.
    private BigInteger iterations(Bytes input, BigInteger baseSize, BigInteger exponentSize) {
        int headSize = exponentSize.min(BigInteger.valueOf(32)).intValue();
        BigInteger offset = baseSize.add(BigInteger.valueOf(HEADER));
        BigInteger head =
                offset.compareTo(INT_MAX) < 0
                        ? Input.number(input, offset.longValue(), headSize)
                        : BigInteger.ZERO;
        BigInteger bits = BigInteger.valueOf(Math.max(0, head.bitLength() - 1));
        BigInteger tail = exponentSize.subtract(BigInteger.valueOf(32)).max(BigInteger.ZERO);
        int tailFactor = pricing == Pricing.EIP_7883 ? 16 : 8;
        return tail.multiply(BigInteger.valueOf(tailFactor)).add(bits);
    }

    private static BigInteger multiplication198(BigInteger size) {
        BigInteger square = size.multiply(size);
        if (size.compareTo(BigInteger.valueOf(64)) <= 0) {
            return square;
        }
        if (size.compareTo(BigInteger.valueOf(1024)) <= 0) {
            return square.shiftRight(2)
                    .add(BigInteger.valueOf(96).multiply(size))
                    .subtract(BigInteger.valueOf(3072));
        }
        return square.shiftRight(4)
                .add(BigInteger.valueOf(480).multiply(size))
                .subtract(BigInteger.valueOf(199_680));
    }

    private static BigInteger squareOfWords(BigInteger size) {
        return size.add(BigInteger.valueOf(7)).shiftRight(3).pow(2);
    }

    private static BigInteger multiplication7883(BigInteger size) {
        return size.compareTo(BigInteger.valueOf(32)) <= 0
                ? BigInteger.valueOf(16)
                : squareOfWords(size).shiftLeft(1);
    }

    @Override
    public Optional<Bytes> run(Bytes input) {
        BigInteger baseSize = Input.number(input, 0, 32);
        BigInteger exponentSize = Input.number(input, 32, 32);
        BigInteger modulusSize = Input.number(input, 64, 32);
        if (baseSize.signum() == 0 && modulusSize.signum() == 0) {
            return Optional.of(Bytes.EMPTY);
        }
        // Only sizes whose gas nobody can have paid are beyond an int.
        if (baseSize.max(exponentSize).max(modulusSize).compareTo(INT_MAX) > 0) {
            return Optional.empty();
        }
        int size = modulusSize.intValue();
        long exponentOffset = HEADER + baseSize.longValue();
        long modulusOffset = exponentOffset + exponentSize.longValue();
        BigInteger modulus = Input.number(input, modulusOffset, size);
        if (modulus.signum() == 0) {
            return Optional.of(Bytes.owning(new byte[size]));
        }
        BigInteger base = Input.number(input, HEADER, baseSize.intValue());
        BigInteger exponent = Input.number(input, exponentOffset, exponentSize.intValue());
        return Optional.of(Bytes.owning(Input.encode(base.modPow(exponent, modulus), size)));
    }
}
