package io.chirograph.node;

import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.StoreException;
import java.util.Optional;
import java.util.TreeMap;

/// The store as it was right after each of the last stable checkpoints. All members keep the same heights, so
/// that whoever asks for the state after one of them finds the same bytes at several. Thread-safe.
final class StatePins implements AutoCloseable {
    /// So long as a question for the newest checkpoint is under way, it must not go: these are some ten seconds of a
    /// chain that makes twenty blocks a second.
    private static final int PINS = 16;

    private final Store store;
    private final int interval;
    private final TreeMap<Long, Snapshot> pins = new TreeMap<>();
    private boolean closed;

    /// @param interval blocks between checkpoints
    StatePins(Store store, int interval) {
        this.store = store;
        this.interval = interval;
    }

    synchronized void durable(long height, long version) {
        if (closed || height % interval != 0) {
            return;
        }
        try {
            Snapshot view = store.snapshotAt(version);
            Optional.ofNullable(pins.put(height, view)).ifPresent(Snapshot::close);
        } catch (StoreException e) {
            return; // a later block came first; the next checkpoint will do
        }
        while (pins.size() > PINS) {
            take(pins.firstKey()).ifPresent(Snapshot::close);
        }
    }

    synchronized boolean has(long height) {
        return pins.containsKey(height);
    }

    /// The view at `height`, which is the caller's from now on.
    synchronized Optional<Snapshot> take(long height) {
        return Optional.ofNullable(pins.remove(height));
    }

    @Override
    public synchronized void close() {
        closed = true;
        pins.values().forEach(Snapshot::close);
        pins.clear();
    }
}
