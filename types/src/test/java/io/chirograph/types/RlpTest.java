package io.chirograph.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RlpTest {
    @Test
    void writesTheExamplesOfTheYellowPaper() {
        assertThat(RlpWriter.string(Bytes.ofUtf8("dog")).toHex()).isEqualTo("0x83646f67");
        assertThat(
                        RlpWriter.list(w -> w.bytes(Bytes.ofUtf8("cat")).bytes(Bytes.ofUtf8("dog")))
                                .toHex())
                .isEqualTo("0xc88363617483646f67");
        assertThat(RlpWriter.list(w -> {}).toHex()).isEqualTo("0xc0");
        assertThat(RlpWriter.list(w -> w.number(0).number(15).number(1024)).toHex())
                .isEqualTo("0xc5800f820400");
    }

    @Test
    void readsBackWhatItWroteAtEveryLengthBoundary() {
        for (int size : new int[] {0, 1, 55, 56, 57, 255, 256, 257, 65_535, 65_536, 70_000}) {
            Bytes value = Bytes.owning(new byte[size]);
            Bytes encoded =
                    RlpWriter.list(w -> w.bytes(value).number(size).beginList(i -> i.bytes(value)));
            RlpReader reader = RlpReader.list(encoded);
            assertThat(reader.bytes()).isEqualTo(value);
            assertThat(reader.number()).isEqualTo(size);
            assertThat(reader.list(1, RlpReader::bytes)).isEqualTo(List.of(value));
            reader.end();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c1",
                "c28100",
                "c3820001",
                "c2b800",
                "f800",
                "c483646f",
                "c0c0",
                "c9b8ffff",
                "cabbffffffff",
                "c1bf",
                "c88363617483646f6700"
            })
    void refusesWhatIsNotCanonical(String hex) {
        assertThatThrownBy(
                        () -> {
                            RlpReader reader = RlpReader.list(Bytes.fromHex(hex));
                            while (reader.hasNext()) {
                                reader.number();
                            }
                        })
                .isInstanceOf(RlpException.class);
    }

    @Test
    void boundsCountsAndSizesBeforeAllocating() {
        Bytes three = RlpWriter.list(w -> w.beginList(i -> i.number(1).number(2).number(3)));
        assertThatThrownBy(() -> RlpReader.list(three).list(2, RlpReader::number))
                .hasMessageContaining("more than 2");
        assertThatThrownBy(() -> RlpReader.list(RlpWriter.list(w -> w.number(300))).number(255))
                .hasMessageContaining("300 is over 255");
    }
}
