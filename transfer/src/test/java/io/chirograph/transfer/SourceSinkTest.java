package io.chirograph.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.store.DiskFile;
import io.chirograph.store.MemoryDisk;
import io.chirograph.types.Bytes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SourceSinkTest {
    private static final Bytes CONTENT = Bytes.ofUtf8("0123456789");

    static Stream<Source> sources() {
        DiskFile file = new MemoryDisk().create("object");
        file.write(0, CONTENT.asByteBuffer());
        return Stream.of(new FileSource(file), new MemorySource(CONTENT));
    }

    static Stream<Sink> sinks() {
        return Stream.of(new FileSink(new MemoryDisk(), "object", 10), new MemorySink(10));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void readsAnyRangeWithinTheObject(Source source) {
        assertThat(source.size()).isEqualTo(10);
        assertThat(source.read(0, 10)).isEqualTo(CONTENT);
        assertThat(source.read(3, 4)).isEqualTo(Bytes.ofUtf8("3456"));
        assertThat(source.read(10, 0)).isEqualTo(Bytes.EMPTY);
    }

    @ParameterizedTest
    @MethodSource("sources")
    void namesBothBoundsOfAReadOutside(Source source) {
        for (long[] range : new long[][] {{7, 4}, {-1, 2}, {11, 0}, {0, -1}, {Long.MAX_VALUE, 1}}) {
            assertThatThrownBy(() -> source.read(range[0], (int) range[1]))
                    .isInstanceOf(OutOfBoundsException.class)
                    .hasMessageContaining(range[1] + " bytes at offset " + range[0])
                    .hasMessageContaining("offsets 0 to 10");
        }
    }

    @ParameterizedTest
    @MethodSource("sinks")
    void putsTogetherWhatIsWrittenInAnyOrder(Sink sink) {
        sink.write(6, Bytes.ofUtf8("6789"));
        sink.write(0, Bytes.ofUtf8("012345"));

        assertThat(sink.read(4, 4)).isEqualTo(Bytes.ofUtf8("4567"));
        Source whole = sink.complete();
        assertThat(whole.kind()).isEqualTo(sink.kind());
        assertThat(whole.read(0, 10)).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @MethodSource("sinks")
    void namesBothBoundsOfAWriteOutside(Sink sink) {
        assertThatThrownBy(() -> sink.write(8, Bytes.ofUtf8("abc")))
                .isInstanceOf(OutOfBoundsException.class)
                .hasMessageContaining("3 bytes at offset 8")
                .hasMessageContaining("offsets 0 to 10");
        assertThatThrownBy(() -> sink.read(8, 3)).isInstanceOf(OutOfBoundsException.class);
    }

    @Test
    void tellsOfWhatKindItIs() {
        assertThat(sources().map(Source::kind)).containsExactly(Kind.FILE, Kind.MEMORY);
        assertThat(sinks().map(Sink::kind)).containsExactly(Kind.FILE, Kind.MEMORY);
    }

    @Test
    void hasTheNameOnlyOnceItIsWhole() {
        MemoryDisk disk = new MemoryDisk();
        FileSink sink = new FileSink(disk, "object", 3);
        sink.write(0, Bytes.ofUtf8("abc"));
        assertThat(disk.list()).containsExactly("object.part");

        sink.complete();

        assertThat(disk.list()).containsExactly("object");
    }

    @Test
    void leavesTheFormerObjectWhenItIsDiscarded() {
        MemoryDisk disk = new MemoryDisk();
        FileSink former = new FileSink(disk, "object", 3);
        former.write(0, Bytes.ofUtf8("abc"));
        former.complete();
        FileSink next = new FileSink(disk, "object", 5);
        next.write(0, Bytes.ofUtf8("next"));

        next.discard();

        assertThat(disk.list()).isEqualTo(List.of("object"));
        assertThat(new FileSource(disk.open("object")).read(0, 3)).isEqualTo(Bytes.ofUtf8("abc"));
    }

    @Test
    void saysWhenAFileIsCutShort() {
        DiskFile file = new MemoryDisk().create("object");
        file.write(0, CONTENT.asByteBuffer());
        FileSource source = new FileSource(file);
        file.truncate(5);

        assertThatThrownBy(() -> source.read(2, 6))
                .isInstanceOf(TransferException.class)
                .hasMessageContaining("object")
                .hasMessageContaining("only 3");
    }
}
