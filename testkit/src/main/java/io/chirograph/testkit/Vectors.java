package io.chirograph.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Where the public test vectors are: in the directory that `-Dvectors=DIR` names, relative to the
/// repository's root or absolute. They are too large to be kept with the sources.
public final class Vectors {
    private Vectors() {}

    /// Whether the directory `name` is there. Where it is missing, a test may skip itself, but not in
    /// continuous integration, which sets the environment variable `CI`.
    /// @throws AssertionError when it is missing there
    public static boolean has(String name) {
        boolean isThere = Files.isDirectory(path(name));
        if (!isThere && System.getenv("CI") != null) {
            throw new AssertionError(missing(name));
        }
        return isThere;
    }

    /// Why a test is skipped, and what to do about it.
    public static String missing(String name) {
        return "test vectors %s are missing at %s; fetch them and tell where with -Dvectors=DIR"
                .formatted(name, path(name));
    }

    /// The JSON files below the directory `name`, in the order of their paths.
    public static List<Path> files(String name) {
        try (Stream<Path> all = Files.walk(path(name))) {
            return all.filter(path -> path.toString().endsWith(".json")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("can't list test vectors " + name, e);
        }
    }

    public static Path path(String name) {
        return Path.of(System.getProperty("repository.root", ""))
                .resolve(System.getProperty("vectors", ""))
                .resolve(name)
                .normalize();
    }
}
