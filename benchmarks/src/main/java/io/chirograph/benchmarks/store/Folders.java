package io.chirograph.benchmarks.store;

import io.chirograph.benchmarks.BenchmarkException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the engines' data is.
final class Folders {
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

    private Folders() {}

    /// A new directory on a real disk: in `parent`, or in the system's temporary places.
    /// @throws BenchmarkException when it would be in memory, where a sync means nothing
    static Path make(Optional<Path> parent) {
        try {
            if (parent.isPresent()) {
                Files.createDirectories(parent.get());
                return checked(Files.createTempDirectory(parent.get(), "bench-store-"));
            }
            Path usual = Files.createTempDirectory("bench-store-");
            if (!isInMemory(usual)) {
                return usual;
            }
            Files.delete(usual);
            return checked(Files.createTempDirectory(Path.of("/var/tmp"), "bench-store-"));
        } catch (IOException e) {
            throw new BenchmarkException("no directory for the data: " + e.getMessage(), e);
        }
    }

    private static Path checked(Path directory) throws IOException {
        if (isInMemory(directory)) {
            Files.delete(directory);
            throw new BenchmarkException(
                    directory.getParent()
                            + " is in memory ("
                            + Files.getFileStore(directory.toAbsolutePath().getParent()).type()
                            + "), where a sync costs nothing; name a directory on a disk with"
                            + " --data");
        }
        return directory;
    }

    private static boolean isInMemory(Path directory) throws IOException {
        return IN_MEMORY.contains(Files.getFileStore(directory).type());
    }

    static void empty(Path directory) {
        delete(directory);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new BenchmarkException(directory + ": " + e.getMessage(), e);
        }
    }

    static void delete(Path directory) {
        walk(
                directory,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path folder, @Nullable IOException failure) throws IOException {
                        Files.delete(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /// The sizes of all files together.
    static long bytes(Path directory) {
        long[] sum = {0};
        walk(
                directory,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        sum[0] += attributes.size();
                        return FileVisitResult.CONTINUE;
                    }
                });
        return sum[0];
    }

    private static void walk(Path directory, SimpleFileVisitor<Path> visitor) {
        try {
            if (Files.exists(directory)) {
                Files.walkFileTree(directory, visitor);
            }
        } catch (IOException e) {
            throw new BenchmarkException(directory + ": " + e.getMessage(), e);
        }
    }
}
