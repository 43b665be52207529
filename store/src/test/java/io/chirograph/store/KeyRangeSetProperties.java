package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import java.util.BitSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyRangeSetProperties {
    private static Bytes key(int number) {
        return Bytes.copyOf((byte) number);
    }

    @Test
    void answersAsAPlainBitSetDoes() {
        Seed.of(0x4d)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            for (int i = 0; i < 500; i++) {
                                KeyRangeSet set = new KeyRangeSet();
                                BitSet bits = new BitSet();
                                for (int count = random.nextInt(12); count > 0; count--) {
                                    int from = random.nextInt(200);
                                    int to = random.nextInt(200);
                                    set.add(key(from), key(to));
                                    bits.set(
                                            Math.min(from, to),
                                            from < to ? to : Math.min(from, to));
                                }
                                assertThat(set.size()).isEqualTo(runs(bits));
                                for (int key = 0; key < 200; key++) {
                                    assertThat(set.contains(key(key))).isEqualTo(bits.get(key));
                                    int to = key + random.nextInt(30);
                                    int common = bits.nextSetBit(key);
                                    assertThat(set.firstCommon(key(key), key(to)))
                                            .isEqualTo(
                                                    common >= 0 && common < to
                                                            ? Optional.of(key(common))
                                                            : Optional.empty());
                                }
                            }
                        });
    }

    private static long runs(BitSet bits) {
        return bits.stream().filter(bit -> bit == 0 || !bits.get(bit - 1)).count();
    }
}
