package io.chirograph.node;

import java.util.ArrayDeque;
import java.util.Deque;

/// What a node has started so far, to be stopped in the opposite order, once, whoever asks for it. Thread-safe.
final class Parts implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Parts.class.getName());

    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    synchronized <T extends AutoCloseable> T add(T part) {
        started.push(part);
        return part;
    }

    @Override
    public synchronized void close() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                LOG.log(System.Logger.Level.WARNING, "a part did not stop cleanly", e);
            }
        }
    }
}
