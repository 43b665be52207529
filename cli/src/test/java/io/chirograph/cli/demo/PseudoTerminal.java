package io.chirograph.cli.demo;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A command of this program in a terminal of its own, as `script` (util-linux) makes one: what is typed goes
/// in, what is shown comes out. Used by one thread.
final class PseudoTerminal implements AutoCloseable {
    private final Process process;
    private final StringBuilder shown = new StringBuilder();
    private int readTo;

    PseudoTerminal(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.chirograph.cli.Main"));
        command.addAll(List.of(arguments));
        String line =
                command.stream()
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" ", "stty rows 50 columns 160; exec ", ""));
        ProcessBuilder builder = new ProcessBuilder("script", "-qefc", line, "/dev/null");
        builder.environment().put("TERM", "xterm");
        process = builder.redirectErrorStream(true).start();
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        char[] buffer = new char[4096];
        try (Reader reader =
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
                synchronized (shown) {
                    shown.append(buffer, 0, count);
                    shown.notifyAll();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void type(String line) throws IOException {
        OutputStream keyboard = process.getOutputStream();
        keyboard.write((line + "\r").getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    /// Waits until `text` is shown, behind what earlier calls waited for, and goes behind it.
    /// @return what was shown before it
    String await(String text, Duration patience) throws InterruptedException {
        String before = awaitBefore(text, patience);
        readTo += text.length();
        return before;
    }

    /// As [#await], but stays before `text`.
    String awaitBefore(String text, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (shown) {
            int found = shown.indexOf(text, readTo);
            while (found < 0) {
                long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
                if (leftMillis <= 0) {
                    throw new AssertionError("'%s' was not shown in:%n%s".formatted(text, shown));
                }
                shown.wait(leftMillis);
                found = shown.indexOf(text, readTo);
            }
            String before = shown.substring(readTo, found);
            readTo = found;
            return before;
        }
    }

    /// @return the exit code, once the command has ended
    int awaitExit(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the command does not end");
        }
        return process.exitValue();
    }

    /// Hangs up, which ends the command if it still runs.
    @Override
    public void close() {
        process.destroy();
    }
}
