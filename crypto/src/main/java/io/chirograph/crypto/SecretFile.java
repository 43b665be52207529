package io.chirograph.crypto;

import io.chirograph.types.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/// Files only their owner may read: keys and tokens. A file is whole or absent after a crash, and one that
/// others can read is not used. Where the file system has no owners and modes, the directory's own
/// protection has to do.
public final class SecretFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OPEN_TO_OTHERS =
            EnumSet.complementOf(
                    EnumSet.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE));

    private SecretFile() {}

    /// Makes `directory` with mode 0700, unless it is there.
    public static void createDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectory(directory);
        if (hasModes(directory)) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /// Writes `content` to a new file with mode 0600, durable on return.
    /// @throws FileAlreadyExistsException when `file` exists: a key is never overwritten
    public static void create(Path file, Bytes content) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(
                    file.toString(), null, "a secret is never overwritten; move it away first");
        }
        replace(file, content);
    }

    /// Writes `content` with mode 0600, durable on return; readers see the old content or the new.
    public static void replace(Path file, Bytes content) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(file + " is a directory, not a file for a secret");
        }
        Path temporary = Files.createTempFile(directory, ".secret-", ".new", ownerOnly(directory));
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = content.asByteBuffer();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        forceDirectory(directory);
    }

    private static FileAttribute<?>[] ownerOnly(Path directory) throws IOException {
        return hasModes(directory)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    /// Makes the rename durable; only file systems with modes let a directory be synced.
    private static void forceDirectory(Path directory) throws IOException {
        if (hasModes(directory)) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static boolean hasModes(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView("posix");
    }

    /// The content of `file`, if only its owner may read it.
    /// @throws IOException when it cannot be read, is over `bytesMax`, or is open to others
    public static Bytes read(Path file, int bytesMax) throws IOException {
        if (isOpenToOthers(file)) {
            throw new IOException(
                    "%s has mode %s, others than its owner can use it; run: chmod 600 %s"
                            .formatted(
                                    file,
                                    PosixFilePermissions.toString(
                                            Files.getPosixFilePermissions(file)),
                                    file));
        }
        long size = Files.size(file);
        if (size > bytesMax) {
            throw new IOException(
                    "%s has %d bytes, a secret has at most %d; is it another file?"
                            .formatted(file, size, bytesMax));
        }
        return Bytes.owning(Files.readAllBytes(file));
    }

    /// Whether group or others have any right on `file`.
    public static boolean isOpenToOthers(Path file) throws IOException {
        return hasModes(file)
                && Files.getPosixFilePermissions(file).stream().anyMatch(OPEN_TO_OTHERS::contains);
    }
}
