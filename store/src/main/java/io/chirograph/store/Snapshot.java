package io.chirograph.store;

import io.chirograph.store.TreeScan.Direction;
import io.chirograph.types.Bytes;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// The whole store as of one durable moment. From [Store#snapshot()]; close it, for as long as it is
/// open no version it may ask for is dropped. Thread-safe.
public final class Snapshot implements ReadView, AutoCloseable {
    private final Store store;
    private final long version;
    private final AtomicBoolean closed = new AtomicBoolean();

    Snapshot(Store store, long version) {
        this.store = store;
        this.version = version;
    }

    /// Of the latest commit it shows; 0 when there was none.
    public long version() {
        return version;
    }

    @Override
    public Optional<byte[]> get(Table table, byte[] key) {
        checkOpen();
        return store.tree().get(store.treeKey(table, key), version).map(Bytes::toArray);
    }

    @Override
    public Iterable<KeyValue> scan(Table table, KeyRange range) {
        return scan(table, range, Direction.FORWARD);
    }

    @Override
    public Iterable<KeyValue> scanBackward(Table table, KeyRange range) {
        return scan(table, range, Direction.BACKWARD);
    }

    private Iterable<KeyValue> scan(Table table, KeyRange range, Direction direction) {
        Bytes first = range.first(store.check(table));
        Bytes end = range.end(table);
        return () -> {
            TreeScan entries =
                    new TreeScan((from, to) -> read(direction, from, to), direction, first, end);
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return entries.hasNext();
                }

                @Override
                public KeyValue next() {
                    return entries.next().toKeyValue();
                }
            };
        };
    }

    private List<Entry> read(Direction direction, Bytes from, Bytes to) {
        checkOpen();
        return store.tree().read(tree -> direction.chunk(tree, from, to, version));
    }

    private void checkOpen() {
        if (closed.get()) {
            throw new StoreException("the snapshot of version " + version + " is closed");
        }
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            store.closeSnapshot(version);
        }
    }
}
