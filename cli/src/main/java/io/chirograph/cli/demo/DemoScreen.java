package io.chirograph.cli.demo;

import java.io.PrintWriter;
import java.util.Optional;

/// What is shown while the demonstration runs: lines that stay, and in a terminal one last line that is
/// written over and over. Thread-safe.
final class DemoScreen {
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintWriter log;
    private final Optional<PrintWriter> terminal;

    /// @param log takes the lines that stay
    /// @param terminal where the changing line is drawn, if somebody looks
    DemoScreen(PrintWriter log, Optional<PrintWriter> terminal) {
        this.log = log;
        this.terminal = terminal;
    }

    synchronized void say(String line) {
        draw(CLEAR_LINE);
        log.println(line);
        log.flush();
    }

    /// Replaces the changing line.
    synchronized void show(String line) {
        draw(CLEAR_LINE + line);
    }

    /// Removes the changing line.
    synchronized void clear() {
        draw(CLEAR_LINE);
    }

    private void draw(String text) {
        terminal.ifPresent(writer -> {
            writer.print(text);
            writer.flush();
        });
    }
}
