package io.chirograph.cli.demo;

import io.chirograph.cli.console.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One organisation's node as a child process of the same Java and class path. Its output goes to
/// `node.log` beside its configuration. Started and ended by one thread; may be looked at by any.
final class NodeProcess {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final int HEAP_MIB_MAX = 384;

    private final int number;
    private final Path directory;
    private final Path config;
    private final List<String> settings;
    private volatile Optional<Process> process = Optional.empty();
    private volatile boolean paused;

    /// @param number from 1, as people count
    /// @param directory the member's own; its configuration is `chirograph.toml` there
    /// @param settings `KEY=VALUE`, over what the configuration says
    NodeProcess(int number, Path directory, List<String> settings) {
        this.settings = List.copyOf(settings);
        this.number = number;
        this.directory = directory;
        this.config = directory.resolve("chirograph.toml");
    }

    int number() {
        return number;
    }

    Path directory() {
        return directory;
    }

    Path log() {
        return directory.resolve("node.log");
    }

    boolean isRunning() {
        return process.isPresent() && process.get().isAlive();
    }

    /// Whether it is held still: it runs, but answers nobody.
    boolean isPaused() {
        return isRunning() && paused;
    }

    /// @throws IllegalStateException when it runs already
    void start() {
        if (isRunning()) {
            throw new IllegalStateException("node " + number + " runs already");
        }
        paused = false;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-Xmx"))
                .forEach(command::add);
        command.addAll(
                List.of(
                        "-Xmx" + HEAP_MIB_MAX + "m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.chirograph.cli.Main",
                        "start",
                        "--stop-with-input", // this process holds the other end, and lets go when
                        // it ends
                        "--config",
                        config.toString()));
        for (String setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        try {
            process =
                    Optional.of(
                            new ProcessBuilder(command)
                                    .redirectErrorStream(true)
                                    .redirectOutput(
                                            ProcessBuilder.Redirect.appendTo(log().toFile()))
                                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("node " + number + " can't be started", e);
        }
    }

    /// SIGKILL, and waits until the process is gone.
    void kill() {
        end(Process::destroyForcibly);
    }

    /// SIGTERM; SIGKILL when that is not heeded in time.
    void stop() {
        if (isPaused()) {
            resume();
        }
        end(Process::destroy);
    }

    private void end(java.util.function.Consumer<Process> signal) {
        if (process.isEmpty()) {
            return;
        }
        Process running = process.get();
        signal.accept(running);
        try {
            if (!running.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /// Holds the process still (SIGSTOP) until [#resume()]: it neither runs nor answers.
    void pause() {
        signal("STOP");
        paused = true;
    }

    void resume() {
        signal("CONT");
        paused = false;
    }

    private void signal(String name) {
        Process running =
                process.filter(Process::isAlive)
                        .orElseThrow(() ->
                                new CommandFailure(
                                        "member %d is down; 'restart %d' starts it"
                                                .formatted(number, number)));
        try {
            int exit =
                    new ProcessBuilder("kill", "-" + name, Long.toString(running.pid()))
                            .inheritIO()
                            .start()
                            .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The last lines of the log, for a message about a node that did not come up.
    String logTail(int lines) {
        try {
            List<String> all = Files.exists(log()) ? Files.readAllLines(log()) : List.of();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "(the log can't be read: " + e.getMessage() + ")";
        }
    }

    /// Resident memory in bytes, as Linux tells it; empty elsewhere or when not running.
    Optional<Long> residentBytes() {
        if (!isRunning()) {
            return Optional.empty();
        }
        Path status = Path.of("/proc", Long.toString(process.orElseThrow().pid()), "status");
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
