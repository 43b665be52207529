package io.chirograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.types.Bytes;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class SecretTest {
    private static final Secret SECRET = Secret.of(Bytes.fromHex("c0ffee"));

    @Test
    void isNeverTold() {
        assertThat(SECRET).hasToString("Secret of 3 bytes");
        assertThatThrownBy(() -> SECRET.requireSize(32, "a key"))
                .hasMessage("a key has 32 bytes, not 3");
    }

    @Test
    void isEqualWhenItsBytesAre() {
        assertThat(SECRET).isEqualTo(Secret.of(Bytes.fromHex("c0ffee")));
        assertThat(SECRET).isNotEqualTo(Secret.of(Bytes.fromHex("c0ffef")));
        assertThat(SECRET).isNotEqualTo(Secret.of(Bytes.fromHex("c0ff")));
    }

    @Test
    void isRandomOnlyInUsefulSizes() {
        SecureRandom random = new SecureRandom();
        assertThat(Secret.random(32, random)).isNotEqualTo(Secret.random(32, random));
        assertThatThrownBy(() -> Secret.random(0, random))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Secret.random(1025, random))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
