package io.chirograph.store;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;

/// A transactional, ordered key-value store in one directory.
@SuppressWarnings("DoNotCallSuggester")
public final class Store implements AutoCloseable {
    private Store() {}

    /// Opens, or makes, the store in `directory`, with threads of its own.
    public static Store open(Path directory, StoreOptions options) {
        throw new UnsupportedOperationException();
    }

    /// Opens the store on `disk` with background work on threads of `threads`.
    /// @param salt an unpredictable number; used only when the store is new
    public static Store open(Disk disk, StoreOptions options, long salt, ThreadFactory threads) {
        throw new UnsupportedOperationException();
    }

    /// Opens the store on `disk` without any thread: all work is done inside the calls.
    public static Store openInline(Disk disk, StoreOptions options, long salt) {
        throw new UnsupportedOperationException();
    }

    public Table table(String name) {
        throw new UnsupportedOperationException();
    }

    public List<String> tableNames() {
        throw new UnsupportedOperationException();
    }

    public Transaction begin() {
        throw new UnsupportedOperationException();
    }

    public void update(Consumer<Transaction> work) {
        throw new UnsupportedOperationException();
    }

    public <T> T compute(Function<Transaction, T> work) {
        throw new UnsupportedOperationException();
    }

    public Snapshot snapshot() {
        throw new UnsupportedOperationException();
    }

    /// Waits until all that was committed so far is on stable storage.
    public void sync() {
        throw new UnsupportedOperationException();
    }

    public StoreStatistics statistics() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
