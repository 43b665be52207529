package io.chirograph.store;

import io.chirograph.store.CommitOrder.Ordered;
import io.chirograph.store.TreeScan.Direction;
import io.chirograph.types.Bytes;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/// Reads and writes that take effect together or not at all, as if alone: serialisable. From
/// [Store#begin()]. Single-owner: hand it from thread to thread, but never use it on two at once.
///
/// The first read fixes the moment that all reads show, under the transaction's own writes. Nothing
/// is locked. At commit, what was read (keys, and scanned ranges with what was absent from them) is
/// compared with what others committed since; if any of it changed, [ConflictException] names it and
/// nothing is written. A transaction without reads never conflicts.
///
/// It may read commits that are in order but not yet durable. Its own commit is durable only after
/// them, whether it wrote or not; so act outside the store on what was read only when the commit has
/// returned, or read through a [Snapshot].
public final class Transaction implements ReadView, AutoCloseable {
    private enum Phase {
        OPEN,
        COMMITTED,
        CLOSED
    }

    private final Store store;
    private final WriteSet writes = new WriteSet();
    private final ReadSet reads = new ReadSet();
    private OptionalLong readVersion = OptionalLong.empty();
    private Phase phase = Phase.OPEN;

    Transaction(Store store) {
        this.store = store;
    }

    @Override
    public Optional<byte[]> get(Table table, byte[] key) {
        checkOpen();
        Bytes treeKey = store.treeKey(table, key);
        Optional<WriteSet.Write> own = Optional.ofNullable(writes.points().get(treeKey));
        if (own.isPresent()) {
            return switch (own.get()) {
                case WriteSet.Put(Bytes value) -> Optional.of(value.toArray());
                case WriteSet.Delete() -> Optional.empty();
            };
        }
        if (writes.ranges().contains(treeKey)) {
            return Optional.empty();
        }
        reads.addKey(treeKey);
        return store.tree().get(treeKey, readVersion()).map(Bytes::toArray);
    }

    private long readVersion() {
        if (readVersion.isEmpty()) {
            readVersion = OptionalLong.of(store.openTransactionView());
        }
        return readVersion.getAsLong();
    }

    /// As [ReadView#scan]; what this transaction writes ahead of the walk is seen by it. A change by
    /// others conflicts where the walk, with what it read ahead, has been.
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
            Iterator<Entry> below =
                    new TreeScan((from, to) -> read(direction, from, to), direction, first, end);
            return new OverlaidScan(below, writes, direction, first, end);
        };
    }

    private List<Entry> read(Direction direction, Bytes from, Bytes to) {
        checkOpen();
        long version = readVersion();
        List<Entry> found = store.tree().read(tree -> direction.chunk(tree, from, to, version));
        if (found.isEmpty()) {
            reads.addRange(from, to);
        } else {
            Bytes last = found.getLast().key();
            switch (direction) {
                case FORWARD -> reads.addRange(from, TreeScan.after(last));
                case BACKWARD -> reads.addRange(last, to);
            }
        }
        return found;
    }

    /// @param key at most [Store#KEY_BYTES_MAX] bytes
    /// @param value at most [Store#VALUE_BYTES_MAX] bytes; both are copied
    /// @throws IllegalArgumentException when one of them is longer, or the transaction grows beyond
    ///     [StoreOptions#transactionBytesMax()]
    public void put(Table table, byte[] key, byte[] value) {
        checkOpen();
        if (value.length > Store.VALUE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "table '%s': value of %d bytes, at most %d are allowed; divide it among several keys"
                            .formatted(table.name(), value.length, Store.VALUE_BYTES_MAX));
        }
        Bytes treeKey = store.treeKey(table, key);
        checkRoom((long) key.length + value.length);
        writes.put(treeKey, Bytes.copyOf(value));
    }

    public void delete(Table table, byte[] key) {
        checkOpen();
        Bytes treeKey = store.treeKey(table, key);
        checkRoom(key.length);
        writes.delete(treeKey);
    }

    /// Deletes all keys of the range, however many, by one small record.
    /// @throws IllegalArgumentException when the transaction already deletes
    ///     [Store#RANGE_DELETES_MAX] ranges that neither overlap nor touch
    public void deleteRange(Table table, KeyRange range) {
        checkOpen();
        if (writes.ranges().size() == Store.RANGE_DELETES_MAX) {
            throw new IllegalArgumentException(
                    "transaction deletes %d ranges already, which is the limit; delete single keys, or divide it"
                            .formatted(Store.RANGE_DELETES_MAX));
        }
        Bytes first = range.first(store.check(table));
        Bytes end = range.end(table);
        checkRoom((long) first.size() + end.size());
        writes.deleteRange(first, end);
    }

    private void checkRoom(long more) {
        long bytes = writes.bytes() + more + WriteSet.OPERATION_BYTES;
        if (bytes > store.options().transactionBytesMax()) {
            throw new IllegalArgumentException(
                    "transaction writes %d bytes, transactionBytesMax is %d; divide it or open the store with more"
                            .formatted(bytes, store.options().transactionBytesMax()));
        }
    }

    /// Commits; durable on return. See [#commit(Durability)].
    public long commit() {
        return commit(Durability.SYNCED);
    }

    /// Makes the writes take effect. Transactions begun from now on read them; snapshots read them
    /// when they are durable, or at once when the commit is relaxed.
    /// @return the version of the commit; of a transaction without writes, the version it read
    /// @throws ConflictException when something read was changed since; nothing was written
    /// @throws StoreException when the store is closed or can't write: until it is opened again it
    ///     is not known whether the commit is durable
    public long commit(Durability durability) {
        Optional<Ordered> ordered = order();
        long version = ordered.map(Ordered::version).orElse(readVersion.orElse(0));
        switch (durability) {
            case SYNCED ->
                    ordered.ifPresentOrElse(
                            store::awaitDurable, () -> store.awaitDurable(version));
            case RELAXED -> store.publish(version);
        }
        return version;
    }

    /// Puts the commit in order at once: transactions begun after the return read it, on any thread,
    /// and no later commit is durable before it. Snapshots read it when it is durable, which is when
    /// the future completes. Many commits of one thread can so be on their way.
    ///
    /// What is attached to the future without an executor runs on the store's log thread, where it
    /// must not block.
    /// @return completes with the version, or with [StoreException] when the store can't write
    /// @throws ConflictException as [#commit(Durability)], from this method itself
    public CompletableFuture<Long> commitAsync() {
        Optional<Ordered> ordered = order();
        return ordered.map(commit -> commit.group().whenDurable(commit.version()))
                .orElseGet(() -> store.whenDurable(readVersion.orElse(0)));
    }

    private Optional<Ordered> order() {
        checkOpen();
        phase = Phase.COMMITTED;
        try {
            return writes.isEmpty()
                    ? Optional.empty()
                    : Optional.of(store.order(writes, reads, readVersion.orElse(0)));
        } finally {
            readVersion.ifPresent(store::closeTransactionView);
        }
    }

    private void checkOpen() {
        switch (phase) {
            case OPEN -> {}
            case COMMITTED ->
                    throw new IllegalStateException(
                            "the transaction is committed or was refused; begin another one");
            case CLOSED -> throw new IllegalStateException("the transaction is closed");
        }
    }

    /// Drops the transaction unless it is committed.
    @Override
    public void close() {
        if (phase == Phase.OPEN) {
            phase = Phase.CLOSED;
            readVersion.ifPresent(store::closeTransactionView);
        }
    }
}
