package io.chirograph.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.testkit.Seed;
import io.chirograph.types.UInt256;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Words against whole numbers of any size, with operands that have long runs of zeros and ones.
class WordsProperties {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);
    private static final int ROUNDS = 5_000;

    private final Division division = new Division();

    private interface InPlace {
        void apply(long[] words, int a, int b);
    }

    private interface Exact {
        BigInteger apply(BigInteger a, BigInteger b);
    }

    private void check(InPlace operation, Exact exact) {
        Seed.of(0x77)
                .run(
                        "evm",
                        WordsProperties.class,
                        random -> {
                            for (int round = 0; round < ROUNDS; round++) {
                                BigInteger a = operand(random);
                                BigInteger b = operand(random);
                                long[] words = words(a, b);
                                operation.apply(words, 0, 4);
                                assertThat(value(words, 4))
                                        .as("%x, %x", a, b)
                                        .isEqualTo(exact.apply(a, b).mod(MODULUS));
                            }
                        });
    }

    @Test
    void sumsDifferencesProductsAndPowersWrap() {
        check(Words::add, BigInteger::add);
        check(Words::subtract, BigInteger::subtract);
        check(Words::multiply, BigInteger::multiply);
        check(division::power, (a, b) -> a.modPow(b, MODULUS));
    }

    @Test
    void quotientsAndRemaindersAreExactAndZeroWhenDividingByZero() {
        check(division::divide, (a, b) -> b.signum() == 0 ? b : a.divide(b));
        check(division::remainder, (a, b) -> b.signum() == 0 ? b : a.mod(b));
    }

    @Test
    void signedQuotientsRoundTowardsZeroAndRemaindersHaveTheDividendsSign() {
        check(division::divideSigned, (a, b) -> b.signum() == 0 ? b : signed(a).divide(signed(b)));
        check(
                division::remainderSigned,
                (a, b) -> b.signum() == 0 ? b : signed(a).remainder(signed(b)));
    }

    @Test
    void sumsAndProductsUnderAModulusDoNotWrap() {
        check(
                (words, a, b) -> {
                    long[] three = {
                        words[0], words[1], words[2], words[3], words[4], words[5], words[6],
                        words[7], words[0], words[1], words[2], words[3]
                    };
                    division.multiplyModulo(three, 8, b, a);
                    System.arraycopy(three, 0, words, 4, 4);
                },
                (a, b) -> a.signum() == 0 ? a : a.multiply(b).mod(a));
        check(
                (words, a, b) -> division.addModulo(words, a, a, b),
                (a, b) -> b.signum() == 0 ? b : a.add(a).mod(b));
        check(
                (words, a, b) -> division.multiplyModulo(words, a, a, b),
                (a, b) -> b.signum() == 0 ? b : a.multiply(a).mod(b));
    }

    @Test
    void shiftsFillWithZerosOrTheSign() {
        check(
                (words, a, b) -> Words.shiftLeftBy(small(words), a, b),
                (a, b) -> b.shiftLeft(count(a)));
        check(
                (words, a, b) -> Words.shiftRightBy(small(words), a, b),
                (a, b) -> b.shiftRight(count(a)));
        check(
                (words, a, b) -> Words.shiftRightSignedBy(small(words), a, b),
                (a, b) -> signed(b).shiftRight(count(a)));
    }

    /// Makes most operands a shift's count of 0 to 300.
    private static long[] small(long[] words) {
        Words.set(words, 0, count(value(words, 0)));
        return words;
    }

    private static int count(BigInteger a) {
        return a.mod(BigInteger.valueOf(300)).intValue();
    }

    @Test
    void comparisonsFollowTheNumbers() {
        check(
                (words, a, b) -> Words.set(words, b, Words.isLess(words, a, b)),
                (a, b) -> truth(a.compareTo(b) < 0));
        check(
                (words, a, b) -> Words.set(words, b, Words.isLessSigned(words, a, b)),
                (a, b) -> truth(signed(a).compareTo(signed(b)) < 0));
        check(
                (words, a, b) -> Words.set(words, b, Words.leadingZeros(words, a)),
                (a, b) -> BigInteger.valueOf(256 - a.bitLength()));
    }

    private static BigInteger truth(boolean holds) {
        return holds ? BigInteger.ONE : BigInteger.ZERO;
    }

    private static BigInteger signed(BigInteger word) {
        return word.testBit(255) ? word.subtract(MODULUS) : word;
    }

    private static BigInteger operand(Random random) {
        BigInteger number = new BigInteger(1 + random.nextInt(256), random);
        return switch (random.nextInt(4)) {
            case 0 -> number;
            case 1 -> BigInteger.ONE.shiftLeft(random.nextInt(256)).subtract(BigInteger.ONE);
            case 2 -> MODULUS.subtract(BigInteger.ONE).subtract(number);
            default -> number.shiftRight(128).shiftLeft(128);
        };
    }

    private static long[] words(BigInteger a, BigInteger b) {
        long[] words = new long[8];
        Words.set(words, 0, UInt256.of(a));
        Words.set(words, 4, UInt256.of(b));
        return words;
    }

    private static BigInteger value(long[] words, int at) {
        return Words.get(words, at).toBigInteger();
    }
}
