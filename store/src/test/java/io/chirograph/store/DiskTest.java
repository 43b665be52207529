package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What every disk does.
class DiskTest {
    enum Kind {
        DIRECTORY,
        MEMORY,
        SIMULATED
    }

    @TempDir Path directory;

    private Disk disk(Kind kind) {
        return switch (kind) {
            case DIRECTORY -> new DirectoryDisk(directory.resolve("a").resolve("b"));
            case MEMORY -> new MemoryDisk();
            case SIMULATED -> new SimulatedDisk(new Random(1));
        };
    }

    private static byte[] read(DiskFile file, long offset, int count) {
        ByteBuffer target = ByteBuffer.allocate(count);
        int found = file.read(offset, target);
        assertThat(target.position()).isEqualTo(found);
        return target.flip().remaining() == count
                ? target.array()
                : Arrays.copyOf(target.array(), found);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void readsWhatWasWrittenAndZerosInTheGap(Kind kind) {
        try (DiskFile file = disk(kind).create("f")) {
            file.write(20_000, ByteBuffer.wrap(bytes("end")));
            file.write(1, ByteBuffer.wrap(bytes("xx")));
            file.sync();
            assertThat(file.size()).isEqualTo(20_003);
            assertThat(read(file, 0, 4)).containsExactly(0, 'x', 'x', 0);
            assertThat(read(file, 19_999, 10)).containsExactly(0, 'e', 'n', 'd');
            assertThat(read(file, 30_000, 10)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void readsZerosWhereAFileWasCutAndGrewAgain(Kind kind) {
        try (DiskFile file = disk(kind).create("f")) {
            file.write(0, ByteBuffer.wrap(bytes("abcdef")));
            file.truncate(2);
            assertThat(file.size()).isEqualTo(2);
            file.write(4, ByteBuffer.wrap(bytes("z")));
            assertThat(read(file, 0, 9)).containsExactly('a', 'b', 0, 0, 'z');
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void listsRenamesAndDeletes(Kind kind) {
        Disk disk = disk(kind);
        disk.create("b").close();
        try (DiskFile file = disk.create("a")) {
            file.write(0, ByteBuffer.wrap(bytes("A")));
        }
        assertThat(disk.list()).containsExactly("a", "b");
        disk.rename("a", "b");
        disk.syncDirectory();
        assertThat(disk.list()).containsExactly("b");
        try (DiskFile file = disk.open("b")) {
            assertThat(file.name()).isEqualTo("b");
            assertThat(read(file, 0, 1)).containsExactly('A');
        }
        disk.delete("b");
        assertThat(disk.list()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void refusesWhatCantBe(Kind kind) {
        Disk disk = disk(kind);
        disk.create("a").close();
        assertThatThrownBy(() -> disk.create("a")).isInstanceOf(DiskException.class);
        assertThatThrownBy(() -> disk.open("b")).isInstanceOf(DiskException.class);
        assertThatThrownBy(() -> disk.delete("b")).isInstanceOf(DiskException.class);
        disk.lock();
        assertThatThrownBy(disk::lock).isInstanceOf(DiskException.class);
        disk.unlock();
        disk.lock();
        disk.unlock();
    }
}
