package io.chirograph.store;

import java.util.Optional;

@SuppressWarnings("DoNotCallSuggester")
public final class Snapshot implements ReadView, AutoCloseable {
    Snapshot() {}

    public long version() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<byte[]> get(Table table, byte[] key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<KeyValue> scan(Table table, KeyRange range) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<KeyValue> scanBackward(Table table, KeyRange range) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
