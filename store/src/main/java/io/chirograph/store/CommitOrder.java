package io.chirograph.store;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.batch.BatchOutcome;
import io.chirograph.store.RecentCommits.Conflict;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// Puts commits in order and brings them to the log. Thread-safe.
///
/// A committer encodes its record outside the lock; under it, it checks its reads against the
/// commits since, takes the next version, appends the record to the group being filled and adds its
/// writes to the tree. The log's thread takes the group, and while it is written and synced the next
/// one fills. There are two buffers: one to fill, one to write.
///
/// A committer that finds itself alone writes its group itself: waking the log's thread and being
/// woken by it would cost it a tenth of the sync's time. The log is then its own for as long, as it
/// is the log's thread's else; [#writing] says whether it is anybody's.
///
/// Three versions only ever rise, each at or below the one before:
/// - latest: the last in the order. Transactions read here, since their own commit comes behind what
///   they read, in the log too.
/// - published: snapshots read here. It is the durable version, or a relaxed commit's.
/// - durable: the last on stable storage.
final class CommitOrder {
    private static final Logger LOG = System.getLogger(CommitOrder.class.getName());
    private static final int GROUP_BYTES_MAX = 8 << 20;

    /// A log buffer at first.
    private static final int BUFFER_BYTES = 1 << 16;

    /// Looks at the lock before a thread sleeps for it: it is held for a microsecond or two, and to
    /// sleep and be woken takes ten times as long.
    private static final int SPINS = 200;

    /// A commit in its place; durable with its group.
    record Ordered(long version, Group group) {}

    private final Tree tree;
    private final LogFiles log;
    private final OpenViews transactions;
    private final IntFunction<String> tableName;
    private final LongSupplier nanoTime;
    private final BatchMetrics logMetrics;
    private final Optional<CommitTimes> times;

    /// What a group may take, but for a single longer commit; less while memory is short.
    private volatile int groupBytesMax;

    /// Full memory tables that may wait for the disk before commits wait for them.
    private final int frozenMax;

    private final RecentCommits recent = new RecentCommits();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private Group filling;
    private Optional<Group> writing = Optional.empty();

    /// How many commits the group before had.
    private int lastCount;

    /// There, once it runs.
    private volatile Optional<Thread> logThread = Optional.empty();

    /// Whether somebody waits to be alone, or is.
    private boolean alone;

    /// Nothing is left for the log's thread. Of that thread alone.
    private boolean logOver;

    /// Whether the log's thread sleeps, or is about to.
    private volatile boolean logThreadSleeps;

    private ByteWriter spareBuffer = new ByteWriter(BUFFER_BYTES);
    private volatile boolean closing;
    private volatile Optional<StoreException> failure = Optional.empty();

    private volatile long latest;
    private volatile long durable;
    private final AtomicLong published;

    private final LongAdder commits = new LongAdder();
    private final LongAdder conflicts = new LongAdder();
    private final LongAdder stalls = new LongAdder();

    /// Written under the lock.
    private volatile long stallNanosMax;

    /// Of the last groups, the later the more. Of whoever writes the log.
    private volatile long syncNanos;

    /// @param version of the last commit before
    /// @param transactions the versions at which transactions read
    /// @param times when the store keeps them
    /// @param nanoTime for what is told of the log
    CommitOrder(
            Tree tree,
            LogFiles log,
            long version,
            OpenViews transactions,
            StoreOptions options,
            IntFunction<String> tableName,
            Optional<CommitTimes> times,
            LongSupplier nanoTime) {
        this.tree = tree;
        this.log = log;
        this.latest = version;
        this.durable = version;
        this.published = new AtomicLong(version);
        this.transactions = transactions;
        this.tableName = tableName;
        this.times = times;
        this.nanoTime = nanoTime;
        this.logMetrics = new BatchMetrics(nanoTime.getAsLong());
        this.groupBytesMax = groupBytesMax(options);
        this.frozenMax = options.checkpoints().frozenMax();
        this.filling = new Group(new ByteWriter(BUFFER_BYTES));
    }

    static int groupBytesMax(StoreOptions options) {
        return Math.min(GROUP_BYTES_MAX, options.logSegmentBytes() / 2);
    }

    /// What a group may take from now on; buffers that grew beyond it for a longer commit go, as all
    /// do that are larger than what is usual.
    void limitGroups(int bytes) {
        groupBytesMax = bytes;
    }

    /// What the two buffers take.
    long bufferBytes() {
        lock.lock();
        try {
            long other = writing.map(group -> group.payload().capacity()).orElse(0);
            return filling.payload().capacity() + Math.max(other, spareBuffer.capacity());
        } finally {
            lock.unlock();
        }
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
    Ordered order(WriteSet writes, ReadSet reads, long readVersion, Durability durability) {
        ByteWriter record = new ByteWriter((int) Math.min(writes.bytes(), GROUP_BYTES_MAX));
        writes.writeTo(record);
        long checkedVersion = latest;
        refuseConflict(recent.firstConflict(reads, readVersion, checkedVersion));
        lockSoon();
        try {
            awaitRoom(record.size());
            throwFailure();
            refuseConflict(recent.firstConflict(reads, checkedVersion, latest));
            Ordered ordered = append(writes, record, writes);
            if (durability != Durability.DEFERRED) {
                ordered.group().hurry();
            }
            return ordered;
        } finally {
            lock.unlock();
        }
    }

    private void lockSoon() {
        for (int i = 0; i < SPINS; i++) {
            if (lock.tryLock()) {
                return;
            }
            Thread.onSpinWait();
        }
        lock.lock();
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
        if (failure.isEmpty() && !closing && !hasRoom(recordSize)) {
            long beginNanos = nanoTime.getAsLong();
            while (failure.isEmpty() && !closing && !hasRoom(recordSize)) {
                hurry();
                room.awaitUninterruptibly();
            }
            stalls.increment();
            long known = stallNanosMax;
            stallNanosMax = Math.max(known, nanoTime.getAsLong() - beginNanos);
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
        return inGroup && !alone && tree.frozenCount() < frozenMax;
    }

    static StoreException closed() {
        return new StoreException("the store is closed");
    }

    /// @param changed what conflicts with those who read it
    private Ordered append(WriteSet writes, ByteWriter record, WriteSet changed) {
        long version = latest + 1;
        try {
            times.ifPresent(kept -> kept.stamp(writes, record));
            tree.add(List.of(writes), version, filling.logBytesWith(record));
            filling.add(version, record);
            if (!transactions.ifNone(() -> latest = version)) {
                recent.add(version, changed);
                latest = version;
            }
        } catch (RuntimeException | Error e) {
            // Half a commit in memory: nobody may build on it.
            fail(e);
            throw e;
        }
        recent.dropThrough(transactions, version);
        commits.increment();
        return new Ordered(version, filling);
    }

    /// Gives a place to what `install` makes durable by itself, while no other commit is ordered or
    /// on its way to the log; in the log stands only that the version was taken.
    /// @param check may refuse, before anything is done
    /// @param changed what conflicts with those who read it
    /// @param install is given the version; when it fails the store writes no more
    Ordered orderAlone(Runnable check, WriteSet changed, LongConsumer install) {
        lock.lock();
        boolean mine = false;
        try {
            awaitRoom(0);
            mine = true;
            alone = true;
            while (failure.isEmpty() && !closing && durable < latest) {
                hurry();
                room.awaitUninterruptibly();
            }
            if (closing) {
                throw closed();
            }
            throwFailure();
            check.run();
            try {
                install.accept(latest + 1);
            } catch (RuntimeException | Error e) {
                fail(e);
                throw e;
            }
            Ordered ordered = append(new WriteSet(), new ByteWriter(0), changed);
            ordered.group().hurry();
            return ordered;
        } finally {
            if (mine) {
                alone = false;
                room.signalAll();
            }
            lock.unlock();
        }
    }

    /// Has all that is in order written, deferred commits too, without waiting for it. Under the lock.
    private void hurry() {
        filling.hurry();
        wakeLog();
    }

    /// Has the log's thread look whether there is something to be written.
    void wakeLog() {
        if (logThreadSleeps) {
            logThreadSleeps = false;
            logThread.ifPresent(LockSupport::unpark);
        }
    }

    /// Waits until the commit is durable, and makes it so when it is alone.
    /// @throws StoreException when it can't be made durable
    void await(Ordered ordered) {
        if (logThreadSleeps) {
            beginWriting(ordered.group());
        }
        ordered.group().await();
    }

    private void beginWriting(Group group) {
        Optional<Group> own = Optional.empty();
        lock.lock();
        try {
            // Whoever writes now has the log's thread woken for what came meanwhile.
            if (writing.isEmpty()) {
                own = isAlone(group) ? takeFilled() : own;
                if (own.isEmpty()) {
                    wakeLog();
                }
            }
        } finally {
            lock.unlock();
        }
        try {
            own.ifPresent(this::write);
        } catch (RuntimeException e) {
            // Told to all who wait for the group, this thread among them.
            LOG.log(Level.DEBUG, "log write failed", e);
        }
    }

    /// Virtual threads leave the writing to the log's thread: a sync would hold their carrier.
    private boolean isAlone(Group group) {
        return group == filling
                && group.count() == 1
                && lastCount <= 1
                && !Thread.currentThread().isVirtual();
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
            if (durable >= version) {
                return settledGroup();
            }
            Optional<Group> written = writing.filter(group -> group.lastVersion() >= version);
            if (written.isEmpty()) {
                hurry();
            }
            return written.orElse(filling);
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
        logThread = Optional.of(Thread.currentThread());
        while (true) {
            Optional<Group> next = takeNext();
            if (next.isPresent()) {
                write(next.get());
            } else if (logOver) {
                return;
            } else {
                while (logThreadSleeps) {
                    LockSupport.park(this);
                }
            }
        }
    }

    private Optional<Group> takeNext() {
        lockSoon();
        try {
            boolean isWished = writing.isEmpty() && (filling.isUrgent() || closing);
            Optional<Group> next = isWished ? takeFilled() : Optional.empty();
            logOver = next.isEmpty() && isOver();
            logThreadSleeps = next.isEmpty() && !logOver;
            return next;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver() {
        return failure.isPresent() || (closing && filling.isEmpty() && writing.isEmpty());
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
        long beginNanos = nanoTime.getAsLong();
        try {
            log.write(group.firstVersion(), group.count(), group.payload());
        } catch (RuntimeException | Error e) {
            fail(e);
            throw e;
        }
        long endNanos = nanoTime.getAsLong();
        long known = syncNanos;
        syncNanos = known + (endNanos - beginNanos - known) / 4;
        int waiting;
        boolean more;
        lockSoon();
        try {
            durable = group.lastVersion();
            writing = Optional.empty();
            lastCount = group.count();
            group.payload().truncate(0);
            spareBuffer = kept(group.payload());
            waiting = filling.count();
            more = filling.isUrgent() || closing;
            if (alone) {
                room.signalAll();
            }
        } finally {
            lock.unlock();
        }
        publish(group.lastVersion());
        if (more) {
            wakeLog();
        }
        // Before anybody learns of it: who waited for the commit finds the group counted.
        logMetrics.record(new BatchOutcome(group.count(), 0, beginNanos, endNanos, waiting));
        group.succeed();
    }

    /// The buffer, unless it is larger than groups are.
    private ByteWriter kept(ByteWriter buffer) {
        boolean isUsual = buffer.capacity() <= Math.max(BUFFER_BYTES, 2 * groupBytesMax);
        return isUsual ? buffer : new ByteWriter(BUFFER_BYTES);
    }

    BatchMetrics.Snapshot logMetrics() {
        return logMetrics.snapshot(nanoTime.getAsLong());
    }

    /// Begins a new memory table, so that the one before can go to disk though it is not full.
    void freeze() {
        lock.lock();
        try {
            if (failure.isEmpty() && !closing && tree.frozenCount() == 0 && !tree.isActiveEmpty()) {
                tree.freeze();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Has all commits up to `version`, which is in the order, go to tables, and waits for it.
    /// @param begin has somebody flush
    void awaitFlushed(long version, Runnable begin) {
        lock.lock();
        try {
            while (failure.isEmpty() && !closing && tree.flushedVersion() < version) {
                if (tree.frozenCount() == 0) {
                    tree.freeze();
                }
                hurry();
                begin.run();
                room.awaitUninterruptibly();
            }
            throwFailure();
        } finally {
            lock.unlock();
        }
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
            }
        } finally {
            lock.unlock();
        }
        wakeLog();
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
            room.signalAll();
        } finally {
            lock.unlock();
        }
        wakeLog();
    }

    /// What the order knows of the store's statistics.
    record Figures(long commits, long conflicts, long groups, long stalls, long stallNanosMax) {}

    Figures figures() {
        return new Figures(
                commits.sum(),
                conflicts.sum(),
                logMetrics().batches(),
                stalls.sum(),
                stallNanosMax);
    }

    /// What writing and syncing a group takes now, about.
    long syncNanos() {
        return syncNanos;
    }
}
