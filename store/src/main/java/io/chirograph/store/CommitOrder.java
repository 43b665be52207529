package io.chirograph.store;

import io.chirograph.store.RecentCommits.Conflict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/// Puts commits in order and brings them to the log. Thread-safe.
///
/// A committer encodes its record outside the lock; under it, it checks its reads against the
/// commits since, takes the next version, appends the record to the group being filled and adds its
/// writes to the tree. The log's thread takes the group, and while it is written and synced the next
/// one fills. There are two buffers: one to fill, one to write.
///
/// Three versions only ever rise, each at or below the one before:
/// - latest: the last in the order. Transactions read here, since their own commit comes behind what
///   they read, in the log too.
/// - published: snapshots read here. It is the durable version, or a relaxed commit's.
/// - durable: the last on stable storage.
final class CommitOrder {
    private static final int GROUP_BYTES_MAX = 8 << 20;

    /// Full memory tables that may wait for the disk before commits wait for them.
    private static final int FROZEN_MAX = 2;

    /// A commit in its place; durable with its group.
    record Ordered(long version, Group group) {}

    private final Tree tree;
    private final LogFiles log;
    private final OpenViews transactions;
    private final IntFunction<String> tableName;
    private final int groupBytesMax;
    private final RecentCommits recent = new RecentCommits();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();
    private Group filling;
    private Optional<Group> writing = Optional.empty();
    private ByteWriter spareBuffer = new ByteWriter(1 << 16);
    private boolean closing;
    private volatile Optional<StoreException> failure = Optional.empty();

    private volatile long latest;
    private volatile long durable;
    private final AtomicLong published;

    private final LongAdder commits = new LongAdder();
    private final LongAdder conflicts = new LongAdder();
    private final LongAdder groups = new LongAdder();
    private final LongAdder stalls = new LongAdder();

    /// @param version of the last commit before
    /// @param transactions the versions at which transactions read
    CommitOrder(
            Tree tree,
            LogFiles log,
            long version,
            OpenViews transactions,
            StoreOptions options,
            IntFunction<String> tableName) {
        this.tree = tree;
        this.log = log;
        this.latest = version;
        this.durable = version;
        this.published = new AtomicLong(version);
        this.transactions = transactions;
        this.tableName = tableName;
        this.groupBytesMax = Math.min(GROUP_BYTES_MAX, options.logSegmentBytes() / 2);
        this.filling = new Group(new ByteWriter(1 << 16));
    }

    long latest() {
        return latest;
    }

    long published() {
        return published.get();
    }

    long durable() {
        return durable;
    }

    /// Snapshots may read at `version` from now on.
    void publish(long version) {
        published.accumulateAndGet(version, Math::max);
    }

    /// Gives the transaction its place.
    /// @param readVersion at which `reads` were read, which must stay open until this returns
    /// @throws ConflictException when something read was changed since; nothing was written
    Ordered order(WriteSet writes, ReadSet reads, long readVersion) {
        ByteWriter record = new ByteWriter((int) Math.min(writes.bytes(), GROUP_BYTES_MAX));
        writes.writeTo(record);
        long checkedVersion = latest;
        refuseConflict(recent.firstConflict(reads, readVersion, checkedVersion));
        lock.lock();
        try {
            awaitRoom(record.size());
            throwFailure();
            refuseConflict(recent.firstConflict(reads, checkedVersion, latest));
            return append(writes, record);
        } finally {
            lock.unlock();
        }
    }

    private void refuseConflict(Optional<Conflict> conflict) {
        conflict.ifPresent(found -> {
            conflicts.increment();
            throw new ConflictException(
                    tableName.apply(Table.numberOf(found.key())),
                    Table.keyOf(found.key()),
                    found.problem());
        });
    }

    private void awaitRoom(int recordSize) {
        boolean stalled = false;
        while (failure.isEmpty() && !closing && !hasRoom(recordSize)) {
            stalled = true;
            room.awaitUninterruptibly();
        }
        if (stalled) {
            stalls.increment();
        }
        if (closing) {
            throw closed();
        }
    }

    boolean hasRoomFor(long recordBytes) {
        lock.lock();
        try {
            return hasRoom(recordBytes);
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(long recordSize) {
        boolean inGroup =
                filling.isEmpty() || filling.payload().size() + recordSize <= groupBytesMax;
        return inGroup && tree.frozenCount() < FROZEN_MAX;
    }

    static StoreException closed() {
        return new StoreException("the store is closed");
    }

    private Ordered append(WriteSet writes, ByteWriter record) {
        long version = latest + 1;
        try {
            tree.add(writes, version);
            filling.add(version, record);
            recent.add(version, writes);
        } catch (RuntimeException | Error e) {
            // Half a commit in memory: nobody may build on it.
            fail(e);
            throw e;
        }
        latest = version;
        recent.dropThrough(transactions.oldest().orElse(version));
        commits.increment();
        work.signal();
        return new Ordered(version, filling);
    }

    /// Waits until `version`, which is in the order, is durable.
    /// @throws StoreException when it can't be made so
    void awaitDurable(long version) {
        if (durable < version) {
            groupOf(version).await();
        }
    }

    CompletableFuture<Long> whenDurable(long version) {
        return durable >= version
                ? CompletableFuture.completedFuture(version)
                : groupOf(version).whenDurable(version);
    }

    /// A group that is durable only after `version` is; one long durable may be answered by a later.
    private Group groupOf(long version) {
        lock.lock();
        try {
            return durable >= version
                    ? settledGroup()
                    : writing.filter(group -> group.lastVersion() >= version).orElse(filling);
        } finally {
            lock.unlock();
        }
    }

    private static Group settledGroup() {
        Group group = new Group(new ByteWriter(0));
        group.succeed();
        return group;
    }

    /// The log thread's work, until [#close()] or a failure.
    void writeGroups() {
        Optional<Group> next = takeGroup();
        while (next.isPresent()) {
            write(next.get());
            next = takeGroup();
        }
    }

    private Optional<Group> takeGroup() {
        lock.lock();
        try {
            while (filling.isEmpty() && !closing && failure.isEmpty()) {
                work.awaitUninterruptibly();
            }
            return takeFilled();
        } finally {
            lock.unlock();
        }
    }

    private Optional<Group> takeFilled() {
        if (filling.isEmpty() || failure.isPresent()) {
            return Optional.empty();
        }
        writing = Optional.of(filling);
        filling = new Group(spareBuffer);
        room.signalAll();
        return writing;
    }

    /// Writes the commits that wait, on the caller's thread: for a store without threads.
    void writeWaiting() {
        Optional<Group> waiting;
        lock.lock();
        try {
            waiting = takeFilled();
        } finally {
            lock.unlock();
        }
        waiting.ifPresent(this::write);
    }

    private void write(Group group) {
        try {
            log.write(group.firstVersion(), group.count(), group.payload());
        } catch (RuntimeException | Error e) {
            fail(e);
            throw e;
        }
        lock.lock();
        try {
            durable = group.lastVersion();
            writing = Optional.empty();
            group.payload().truncate(0);
            spareBuffer = group.payload();
        } finally {
            lock.unlock();
        }
        publish(durable);
        groups.increment();
        group.succeed();
    }

    /// A memory table went to disk: those who wait for room may look again.
    void roomMade() {
        lock.lock();
        try {
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Nothing is written from now on: after a failed write or sync nobody knows what the disk has.
    /// What is published can be read still; opening the store again finds what is durable.
    void fail(Throwable cause) {
        StoreException told =
                new StoreException(
                        "the store stopped writing, open it again: " + cause.getMessage(), cause);
        List<Group> lost = new ArrayList<>();
        lock.lock();
        try {
            if (failure.isEmpty()) {
                failure = Optional.of(told);
                writing.ifPresent(lost::add);
                lost.add(filling);
                room.signalAll();
                work.signalAll();
            }
        } finally {
            lock.unlock();
        }
        lost.forEach(group -> group.fail(told));
    }

    boolean hasFailed() {
        return failure.isPresent();
    }

    private void throwFailure() {
        failure.ifPresent(cause -> {
            throw cause.again();
        });
    }

    /// No commit is ordered from now on; the log's thread ends when those before are written.
    void close() {
        lock.lock();
        try {
            closing = true;
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// What the order knows of the store's statistics.
    record Figures(long commits, long conflicts, long groups, long stalls) {}

    Figures figures() {
        return new Figures(commits.sum(), conflicts.sum(), groups.sum(), stalls.sum());
    }
}
