package io.chirograph.benchmarks.harness;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The directory that a benchmark keeps its data in while it runs: on a disk, since in memory a sync costs nothing.
public final class DataFolder {
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

    private DataFolder() {}

    /// A new directory on a real disk: in `parent`, or in the system's temporary places.
    /// @param name of the benchmark; the directory's name has it
    /// @throws BenchmarkException when it would be in memory, where a sync means nothing
    public static Path make(Optional<Path> parent, String name) {
        String prefix = "bench-" + name + "-";
        try {
            if (parent.isPresent()) {
                Files.createDirectories(parent.get());
                return checked(Files.createTempDirectory(parent.get(), prefix));
            }
            Path usual = Files.createTempDirectory(prefix);
            if (!isInMemory(usual)) {
                return usual;
            }
            Files.delete(usual);
            return checked(Files.createTempDirectory(Path.of("/var/tmp"), prefix));
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

    /// Removes what is in `directory`, and makes it when there is none.
    public static void empty(Path directory) {
        delete(directory);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new BenchmarkException(directory + ": " + e.getMessage(), e);
        }
    }

    /// Removes `directory` and all that is in it.
    public static void delete(Path directory) {
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
    public static long bytes(Path directory) {
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
