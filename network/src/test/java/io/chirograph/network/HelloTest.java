package io.chirograph.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import org.junit.jupiter.api.Test;

final class HelloTest {
    private static final Hash32 GENESIS = Hash32.fromHex("0x" + "ab".repeat(32));

    @Test
    void isReadAsWritten() {
        Hello hello = new Hello(1, GENESIS, 65_535, 1);

        assertThat(hello.encode().toHex()).isEqualTo("0x0001" + "ab".repeat(32) + "ffff" + "01");
        assertThat(Hello.decode(hello.encode())).contains(hello);
        assertThat(hello.knownLane()).contains(Lane.SYNC);
    }

    @Test
    void isNotReadWhenShortOrLong() {
        Bytes encoded = new Hello(1, GENESIS, 0, 0).encode();

        assertThat(Hello.decode(encoded.slice(0, Hello.SIZE - 1))).isEmpty();
        assertThat(Hello.decode(Bytes.concat(encoded, Bytes.copyOf((byte) 0)))).isEmpty();
    }

    @Test
    void ofALaterVersionIsReadAsFarAsKnown() {
        Hello later = new Hello(2, GENESIS, 3, 0);

        assertThat(Hello.decode(Bytes.concat(later.encode(), Bytes.ofUtf8("more"))))
                .contains(later);
    }

    @Test
    void knowsNoLaneBeyondTheLast() {
        assertThat(new Hello(1, GENESIS, 0, 4).knownLane()).isEmpty();
    }
}
