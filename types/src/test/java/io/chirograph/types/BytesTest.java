package io.chirograph.types;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BytesTest {
    @Test
    void leadingBytesAreANumberWithZerosBehindTheEnd() {
        Bytes bytes = Bytes.fromHex("ff0102030405060708090a").slice(1);
        assertThat(bytes.leading(0)).isEqualTo(0x0102030405060708L);
        assertThat(bytes.leading(2)).isEqualTo(0x030405060708090aL);
        assertThat(bytes.leading(3)).isEqualTo(0x0405060708090a00L);
        assertThat(bytes.leading(9)).isEqualTo(0x0a00000000000000L);
        assertThat(bytes.leading(10)).isZero();
        assertThat(bytes.leading(99)).isZero();
        assertThat(Bytes.EMPTY.leading(0)).isZero();
    }
}
