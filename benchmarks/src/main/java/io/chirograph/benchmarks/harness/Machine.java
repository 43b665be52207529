package io.chirograph.benchmarks.harness;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a run ran on.
public final class Machine {
    private Machine() {}

    /// Processors, memory, system, Java and its collector.
    public static String describe() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        return "%d × %s, %s, %s %s, Java %s, heap at most %d MiB, %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        line(Path.of("/proc/cpuinfo"), "model name").orElse("processor"),
                        line(Path.of("/proc/meminfo"), "MemTotal").orElse("memory unknown"),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version(),
                        memory.getHeapMemoryUsage().getMax() >> 20,
                        ManagementFactory.getGarbageCollectorMXBeans().stream()
                                .map(GarbageCollectorMXBean::getName)
                                .collect(Collectors.joining(" + ")));
    }

    private static Optional<String> line(Path file, String key) {
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// The commit of the sources in the working directory, `+` behind it when they were changed;
    /// `unknown` outside a repository.
    public static String commit() {
        Optional<String> head = git("rev-parse", "--short=12", "HEAD");
        Optional<String> changes = git("status", "--porcelain", "--untracked-files=no");
        return head.map(commit ->
                        changes.filter(String::isEmpty).isPresent() ? commit : commit + "+")
                .orElse("unknown");
    }

    private static Optional<String> git(String... arguments) {
        try {
            Process process =
                    new ProcessBuilder(
                                    Stream.concat(Stream.of("git"), Stream.of(arguments)).toList())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(said.strip()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
