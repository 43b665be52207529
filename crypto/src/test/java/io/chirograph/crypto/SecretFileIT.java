package io.chirograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.types.Bytes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileIT {
    private static final Bytes SECRET = Bytes.ofUtf8("secret");

    @TempDir private Path directory;

    @Test
    void onlyTheOwnerMayReadWhatItWrote() throws IOException {
        Path file = directory.resolve("key");
        SecretFile.create(file, SECRET);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(SecretFile.read(file, 6)).isEqualTo(SECRET);
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void neverOverwritesAKey() throws IOException {
        Path file = directory.resolve("key");
        SecretFile.create(file, SECRET);
        assertThatThrownBy(() -> SecretFile.create(file, Bytes.EMPTY))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("never overwritten");
        assertThat(SecretFile.read(file, 6)).isEqualTo(SECRET);
    }

    @Test
    void refusesToReadWhatOthersMayRead() throws IOException {
        Path file = directory.resolve("key");
        SecretFile.create(file, SECRET);
        for (String mode : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            assertThatThrownBy(() -> SecretFile.read(file, 6))
                    .hasMessageContaining(mode)
                    .hasMessageContaining("chmod 600");
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(SecretFile.read(file, 6)).isEqualTo(SECRET);
    }

    @Test
    void refusesToReadMoreThanAllowed() throws IOException {
        Path file = directory.resolve("key");
        SecretFile.create(file, SECRET);
        assertThatThrownBy(() -> SecretFile.read(file, 5)).hasMessageContaining("at most 5");
    }

    @Test
    void leavesNothingBehindWhenItCannotWrite() throws IOException {
        Path taken = directory.resolve("taken");
        Files.createDirectories(taken.resolve("inside"));
        assertThatThrownBy(() -> SecretFile.replace(taken, SECRET)).isInstanceOf(IOException.class);
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(taken);
        }
    }
}
