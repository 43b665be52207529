package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.testkit.Seed;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodecTest {
    private static byte[] text(int size) {
        byte[] text = new byte[size];
        for (int i = 0; i < size; i++) {
            text[i] = (byte) "the quick brown fox jumps over the lazy dog ".charAt(i % 44);
        }
        return text;
    }

    @ParameterizedTest
    @EnumSource
    void givesBackWhatItPackedAndRefusesAnyOtherSize(Codec codec) {
        byte[] plain = text(10_000);
        byte[] packed = codec.pack(plain, 100, 9000);
        assertThat(codec.unpack(packed, 9000)).isEqualTo(Arrays.copyOfRange(plain, 100, 9100));
        for (int wrong : new int[] {0, 8999, 9001, 20_000}) {
            assertThatThrownBy(() -> codec.unpack(packed, wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(codec.pack(plain, 0, 0))
                .satisfies(empty -> assertThat(codec.unpack(empty, 0)).isEmpty());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void packsTextToLessThanATenth(Codec codec) {
        assertThat(codec.pack(text(10_000), 0, 10_000)).hasSizeLessThan(1000);
    }

    /// The checksums of log and tables find damage before this; should one not, it is an error all the same.
    @ParameterizedTest
    @EnumSource
    void damagedBytesAreRefusedOrGiveAsManyAsWereAskedFor(Codec codec) {
        Seed.of(0xc0de)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            byte[] packed = codec.pack(text(3000), 0, 3000);
                            for (int i = 0; i < 2000; i++) {
                                byte[] damaged =
                                        Arrays.copyOf(packed, random.nextInt(packed.length + 1));
                                for (int flips = random.nextInt(4); flips > 0; flips--) {
                                    if (damaged.length > 0) {
                                        damaged[random.nextInt(damaged.length)] ^=
                                                (byte) (1 << random.nextInt(8));
                                    }
                                }
                                try {
                                    assertThat(codec.unpack(damaged, 3000)).hasSize(3000);
                                } catch (IllegalArgumentException e) {
                                    assertThat(e).hasMessageNotContaining("null");
                                }
                            }
                        });
    }
}
