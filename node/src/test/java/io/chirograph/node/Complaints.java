package io.chirograph.node;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What the nodes of this process log as errors, from when this is made until it is closed. Thread-safe.
final class Complaints extends Handler {
    /// Held here, as the platform forgets loggers that nobody holds.
    private final Logger logger = Logger.getLogger("io.chirograph");

    private final List<String> messages = new CopyOnWriteArrayList<>();

    Complaints() {
        setLevel(Level.SEVERE);
        logger.addHandler(this);
    }

    List<String> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void publish(LogRecord record) {
        if (isLoggable(record)) {
            messages.add(record.getMessage() + " " + record.getThrown());
        }
    }

    @Override
    public void flush() {} // nothing waits

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
