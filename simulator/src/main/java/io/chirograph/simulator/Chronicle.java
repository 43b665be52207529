package io.chirograph.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// What happened in a run, for a person to read. Most runs write none. Single-owner.
final class Chronicle {
    /// More than anybody reads; the latest are kept.
    private static final int LINES_MAX = 400;

    private final Timeline time;
    private final boolean isWritten;
    private final List<String> lines = new ArrayList<>();

    Chronicle(Timeline time, boolean isWritten) {
        this.time = time;
        this.isWritten = isWritten;
    }

    void note(Supplier<String> event) {
        if (isWritten) {
            if (lines.size() == LINES_MAX) {
                lines.removeFirst();
            }
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%10.3f ms  %s",
                            time.nanos() / (double) Timeline.MILLI,
                            event.get()));
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
