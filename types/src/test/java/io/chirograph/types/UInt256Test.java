package io.chirograph.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UInt256Test {
    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(256);

    @Test
    void agreesWithBigIntegerAndNeverWraps() {
        Random random = new Random(0x5eed);
        for (int i = 0; i < 20_000; i++) {
            BigInteger a = new BigInteger(random.nextInt(257), random);
            BigInteger b = new BigInteger(random.nextInt(257), random);
            check(a.add(b), () -> UInt256.of(a).plus(UInt256.of(b)));
            check(a.subtract(b), () -> UInt256.of(a).minus(UInt256.of(b)));
            check(a.multiply(b), () -> UInt256.of(a).times(UInt256.of(b)));
            assertThat(UInt256.of(a).compareTo(UInt256.of(b))).isEqualTo(a.compareTo(b));
            assertThat(UInt256.of(UInt256.of(a).toMinimalBytes())).isEqualTo(UInt256.of(a));
        }
    }

    @Test
    void writesQuantitiesInTheirShortestForm() {
        assertThat(UInt256.ZERO.toQuantity()).isEqualTo("0x0");
        assertThat(UInt256.of(1024).toQuantity()).isEqualTo("0x400");
        assertThat(UInt256.parse("0x0400")).isEqualTo(UInt256.of(1024));
        assertThatThrownBy(() -> UInt256.parse("12z")).hasMessageContaining("'12z'");
    }

    private static void check(BigInteger expected, java.util.function.Supplier<UInt256> actual) {
        if (expected.signum() < 0 || expected.compareTo(LIMIT) >= 0) {
            assertThatThrownBy(actual::get).isInstanceOf(ArithmeticException.class);
        } else {
            assertThat(actual.get().toBigInteger()).isEqualTo(expected);
        }
    }
}
