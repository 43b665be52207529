package io.chirograph.store;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

@SuppressWarnings("DoNotCallSuggester")
public final class Transaction implements ReadView, AutoCloseable {
    Transaction() {}

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

    public void put(Table table, byte[] key, byte[] value) {
        throw new UnsupportedOperationException();
    }

    public void delete(Table table, byte[] key) {
        throw new UnsupportedOperationException();
    }

    public void deleteRange(Table table, KeyRange range) {
        throw new UnsupportedOperationException();
    }

    /// @return the commit's version
    public long commit() {
        throw new UnsupportedOperationException();
    }

    public long commit(Durability durability) {
        throw new UnsupportedOperationException();
    }

    /// Orders the transaction at once (a conflict is thrown here) and completes when it is durable.
    public CompletableFuture<Long> commitAsync() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
