package io.chirograph.cli;

import io.chirograph.types.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Files everybody may read, bounded when read and never overwritten.
final class PublicFile {
    private PublicFile() {}

    /// @throws java.nio.file.FileAlreadyExistsException when there is one
    static void create(Path file, Bytes content) throws IOException {
        Files.write(file, content.toArray(), StandardOpenOption.CREATE_NEW);
    }

    /// At most `bytesMax + 1` bytes of `file`, so that the reader of its format can tell it is too long.
    static Bytes read(Path file, int bytesMax) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Bytes.owning(in.readNBytes(bytesMax + 1));
        }
    }
}
