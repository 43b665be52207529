package io.chirograph.store;

import io.chirograph.store.CommitOrder.Ordered;
import io.chirograph.store.TreeScan.Direction;
import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/// Reads and writes that take effect together or not at all. From [Store#begin()], serialisable
/// unless another [IsolationLevel] was asked for. Single-owner: hand it from thread to thread, but
/// never use it on two at once.
///
/// The first read fixes the moment that all reads show, under the transaction's own writes; at
/// [IsolationLevel#READ_COMMITTED] each read shows the moment it begins. Nothing is locked, so there
/// are no deadlocks. At commit, what was read (keys, and scanned ranges with what was absent from
/// them) is compared with what others committed since; if any of it changed, [ConflictException]
/// names it and nothing is written. A transaction without reads never conflicts.
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

    /// Scans left in the middle at [IsolationLevel#READ_COMMITTED], where each holds a moment.
    private static final int SCANS_OPEN_MAX = 1 << 14;

    private final Store store;
    private final TransactionOptions options;
    private final IsolationLevel isolation;
    private final boolean isTimed;
    private final long deadlineNanos;
    private final WriteSet writes = new WriteSet();
    private final EarlierWrites earlier = new EarlierWrites();
    private final ReadSet reads = new ReadSet();

    /// The moment that reads show, and since which others must not have changed what counts.
    private OptionalLong readVersion = OptionalLong.empty();

    /// The latest version that any read may have shown.
    private long seenVersion;

    /// The moments of scans under way, where every scan has its own.
    private final List<Long> scanVersions = new ArrayList<>();

    private Phase phase = Phase.OPEN;

    Transaction(
            Store store, TransactionOptions options, IsolationLevel isolation, long deadlineNanos) {
        this.store = store;
        this.options = options;
        this.isolation = isolation;
        this.isTimed = !options.timeout().equals(TransactionOptions.NO_TIMEOUT);
        this.deadlineNanos = deadlineNanos;
    }

    /// The level it runs at: the one asked for, or a weaker one that the options allow.
    public IsolationLevel isolation() {
        return isolation;
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
        return read(treeKey).map(Bytes::toArray);
    }

    private Optional<Bytes> read(Bytes treeKey) {
        return switch (isolation) {
            case SERIALIZABLE -> {
                reads.addKey(treeKey);
                yield store.tree().get(treeKey, readVersion());
            }
            case REPEATABLE_READ -> store.tree().get(treeKey, readVersion());
            case READ_COMMITTED -> readLatest(treeKey);
        };
    }

    /// No view is held: the state of the tree, which stays for as long as it is read, was there when
    /// the version was taken, so it has all that readers at that version need.
    private Optional<Bytes> readLatest(Bytes treeKey) {
        return store.tree()
                .read(tree -> {
                    seenVersion = Math.max(seenVersion, store.latestVersion());
                    return tree.get(treeKey, seenVersion);
                });
    }

    private long readVersion() {
        if (readVersion.isEmpty()) {
            readVersion = OptionalLong.of(store.openTransactionView());
            seenVersion = Math.max(seenVersion, readVersion.getAsLong());
        }
        return readVersion.getAsLong();
    }

    /// As [#get], and whatever the level, the transaction conflicts when another changes the key.
    Optional<byte[]> getGuarded(Table table, byte[] key) {
        checkOpen();
        Bytes treeKey = store.treeKey(table, key);
        reads.addKey(treeKey);
        return store.tree().get(treeKey, readVersion()).map(Bytes::toArray);
    }

    /// As [ReadView#scan]. Every iterator shows the moment it was made, own writes included: what
    /// this transaction writes later is seen by the next iterator only. At
    /// [IsolationLevel#SERIALIZABLE] a change by others conflicts where the walk, with what it read
    /// ahead, has been.
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
            checkOpen();
            Iterator<Entry> below = new TreeScan(chunks(direction), direction, first, end);
            return new OverlaidScan(below, writes, earlier, direction, first, end);
        };
    }

    private TreeScan.Chunks chunks(Direction direction) {
        return switch (isolation) {
            case SERIALIZABLE -> {
                long version = readVersion();
                yield (from, to) -> {
                    List<Entry> found = read(direction, from, to, version);
                    addRead(direction, from, to, found);
                    return found;
                };
            }
            case REPEATABLE_READ -> {
                long version = readVersion();
                yield (from, to) -> read(direction, from, to, version);
            }
            case READ_COMMITTED -> {
                long version = openScan();
                yield (from, to) -> {
                    List<Entry> found = read(direction, from, to, version);
                    if (found.isEmpty()) {
                        closeScan(version);
                    }
                    return found;
                };
            }
        };
    }

    private List<Entry> read(Direction direction, Bytes from, Bytes to, long version) {
        checkOpen();
        return store.tree().read(tree -> direction.chunk(tree, from, to, version));
    }

    private long openScan() {
        if (scanVersions.size() == SCANS_OPEN_MAX) {
            throw new StoreException(
                    "transaction has %d scans under way, which is the limit; walk them to their end, or divide it"
                            .formatted(SCANS_OPEN_MAX));
        }
        long version = store.openScanView();
        scanVersions.add(version);
        seenVersion = Math.max(seenVersion, version);
        return version;
    }

    private void closeScan(long version) {
        if (scanVersions.remove(Long.valueOf(version))) {
            store.closeScanView(version);
        }
    }

    private void addRead(Direction direction, Bytes from, Bytes to, List<Entry> found) {
        if (found.isEmpty()) {
            reads.addRange(from, to);
        } else {
            Bytes last = found.getLast().key();
            switch (direction) {
                case FORWARD -> reads.addRange(from, TreeScan.after(last));
                case BACKWARD -> reads.addRange(last, to);
            }
        }
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
        earlier.keep(treeKey, writes);
        writes.put(treeKey, Bytes.copyOf(value));
    }

    public void delete(Table table, byte[] key) {
        checkOpen();
        Bytes treeKey = store.treeKey(table, key);
        checkRoom(key.length);
        earlier.keep(treeKey, writes);
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
        earlier.keep(first, end, writes);
        writes.deleteRange(first, end);
    }

    /// Makes the keys of `range` what `past` shows, by as few writes as that takes.
    void restore(Table table, KeyRange range, Snapshot past) {
        Iterator<KeyValue> now = scan(table, range).iterator();
        Iterator<KeyValue> then = past.scan(table, range).iterator();
        Optional<KeyValue> current = next(now);
        Optional<KeyValue> wanted = next(then);
        while (current.isPresent() || wanted.isPresent()) {
            int order = compareKeys(current, wanted);
            if (order < 0) {
                current.ifPresent(row -> delete(table, row.key()));
            } else if (order > 0 || !haveSameValue(current, wanted)) {
                wanted.ifPresent(row -> put(table, row.key(), row.value()));
            }
            current = order <= 0 ? next(now) : current;
            wanted = order >= 0 ? next(then) : wanted;
        }
    }

    private static Optional<KeyValue> next(Iterator<KeyValue> rows) {
        return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
    }

    private static boolean haveSameValue(Optional<KeyValue> a, Optional<KeyValue> b) {
        return a.isPresent() && b.isPresent() && Arrays.equals(a.get().value(), b.get().value());
    }

    /// An absent row stands behind all others.
    private static int compareKeys(Optional<KeyValue> a, Optional<KeyValue> b) {
        return a.isPresent() && b.isPresent()
                ? Arrays.compareUnsigned(a.get().key(), b.get().key())
                : Boolean.compare(a.isEmpty(), b.isEmpty());
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

    /// Makes the writes take effect. While memory tables or tables pile up it first waits a little, at
    /// most as long as a sync takes. Transactions begun from now on read them; snapshots read them
    /// when they are durable, or at once when the commit is relaxed or deferred.
    /// @return the version of the commit; of a transaction without writes, the version it read
    /// @throws ConflictException when something read (or, at [IsolationLevel#REPEATABLE_READ],
    ///     written) was changed by another since; nothing was written
    /// @throws TransactionTimeoutException when its time was over; nothing was written
    /// @throws StoreException when the store is closed or can't write: until it is opened again it
    ///     is not known whether the commit is durable
    public long commit(Durability durability) {
        if (!writes.isEmpty()) {
            store.pace();
        }
        Optional<Ordered> ordered = order(durability);
        long version = ordered.map(Ordered::version).orElse(seenVersion);
        switch (durability) {
            case SYNCED -> ordered.ifPresentOrElse(store::await, () -> store.awaitDurable(version));
            case RELAXED, DEFERRED -> store.publish(version, durability);
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
        Optional<Ordered> ordered = order(Durability.SYNCED);
        return ordered.map(store::whenDurable).orElseGet(() -> store.whenDurable(seenVersion));
    }

    private Optional<Ordered> order(Durability durability) {
        checkOpen();
        phase = Phase.COMMITTED;
        try {
            return writes.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            store.order(writes, unchanged(), readVersion.orElse(0), durability));
        } finally {
            closeViews();
        }
    }

    /// What nobody else may have written since the read version.
    private ReadSet unchanged() {
        if (isolation == IsolationLevel.REPEATABLE_READ && readVersion.isPresent()) {
            reads.addWritten(writes);
        }
        return reads;
    }

    private void closeViews() {
        readVersion.ifPresent(store::closeTransactionView);
        scanVersions.forEach(store::closeScanView);
        scanVersions.clear();
    }

    private void checkOpen() {
        switch (phase) {
            case OPEN -> checkTime();
            case COMMITTED ->
                    throw new IllegalStateException(
                            "the transaction is committed or was refused; begin another one");
            case CLOSED -> throw new IllegalStateException("the transaction is closed");
        }
    }

    private void checkTime() {
        if (isTimed && store.waiter().nanoTime() - deadlineNanos > 0) {
            throw new TransactionTimeoutException(options.timeout());
        }
    }

    /// Drops the transaction unless it is committed.
    @Override
    public void close() {
        if (phase == Phase.OPEN) {
            phase = Phase.CLOSED;
            closeViews();
        }
    }
}
