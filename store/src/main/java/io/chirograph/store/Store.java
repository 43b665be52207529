package io.chirograph.store;

import io.chirograph.store.CommitOrder.Ordered;
import io.chirograph.store.Tree.LoadedFile;
import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// An embedded, transactional, ordered key-value store.
///
/// ```java
/// try (Store store = Store.open(Path.of("data"), StoreOptions.defaults())) {
///     Table accounts = store.table("accounts");
///     store.update(tx -> {
///         long balance = tx.get(accounts, alice).map(Example::decode).orElse(0L);
///         tx.put(accounts, alice, Example.encode(balance + 5));
///     });
/// }
/// ```
///
/// A commit that has returned survives a crash of the process and of the machine. A failed write or
/// sync stops all commits, since nobody knows any more what the disk has; reads go on, and opening
/// the store again finds all that was acknowledged. Thread-safe.
public final class Store implements AutoCloseable {
    /// The longest key.
    public static final int KEY_BYTES_MAX = 64 << 10;

    /// The longest value.
    public static final int VALUE_BYTES_MAX = 16 << 20;

    /// How many separate ranges one transaction may delete; single keys are bounded by its bytes.
    public static final int RANGE_DELETES_MAX = 1024;

    /// The longest name of a table, in UTF-8.
    public static final int TABLE_NAME_BYTES_MAX = 255;

    /// The longest key of [#computeOnce].
    public static final int IDEMPOTENCY_KEY_BYTES_MAX = 1024;

    /// The longest result that [#computeOnce] keeps.
    public static final int IDEMPOTENT_RESULT_BYTES_MAX = 1 << 20;

    private static final TransactionOptions DEFAULTS = TransactionOptions.defaults();

    private final Disk disk;
    private final StoreOptions options;
    private final Waiter waiter;
    private final Attempts attempts;
    private final IdempotentResults idempotentResults;
    private final OpenViews transactions = new OpenViews();
    private final OpenViews snapshots = new OpenViews();
    private final Tree tree;
    private final LogFiles log;
    private final CommitOrder order;
    private final Upkeep upkeep;
    private final Recovery recovery;

    /// Guarded by itself.
    private final MemoryBudget budget;

    private final Catalog catalog = new Catalog(this);

    /// The commit that recovery is at.
    private long replayedVersion;

    /// The newest commit that somebody may read at.
    private volatile LongSupplier newestVersion = () -> replayedVersion;

    private volatile boolean closed;

    /// Opens, or makes, the store in `directory`, with threads of its own.
    /// @throws DiskException when another store holds the directory, or the disk refuses
    /// @throws CorruptionException when a file is damaged or missing
    public static Store open(Path directory, StoreOptions options) {
        return open(
                new DirectoryDisk(directory),
                options,
                () -> new SecureRandom().nextLong(),
                new Upkeep.Threads(Thread.ofPlatform().daemon().name("store-", 0).factory()),
                Waiter.system());
    }

    /// Opens, or makes, the store on `disk`.
    /// @param salt an unpredictable number for the checksums; used only when the store is new
    /// @param threads for the log and for compaction one each and for flushes as many as
    ///     [Checkpoints#threads()], which block; and while it opens one a processor
    public static Store open(Disk disk, StoreOptions options, long salt, ThreadFactory threads) {
        return open(disk, options, salt, threads, Waiter.system());
    }

    /// As [#open(Disk, StoreOptions, long, ThreadFactory)], with the time given from outside.
    public static Store open(
            Disk disk, StoreOptions options, long salt, ThreadFactory threads, Waiter waiter) {
        return open(disk, options, salt, new Upkeep.Threads(threads), waiter);
    }

    /// Opens, or makes, the store on `disk` without any thread: commits, flushes and compactions are
    /// done inside the calls. The same calls give the same bytes. Use it on one thread only. It never
    /// waits, and time-outs never come.
    public static Store openInline(Disk disk, StoreOptions options, long salt) {
        return openInline(disk, options, salt, Waiter.none());
    }

    /// As [#openInline(Disk, StoreOptions, long)], with the time given from outside.
    public static Store openInline(Disk disk, StoreOptions options, long salt, Waiter waiter) {
        return open(disk, options, salt, new Upkeep.Inline(), waiter);
    }

    /// As [#openInline(Disk, StoreOptions, long)], but what nobody waits for ([Transaction#commitAsync()])
    /// is written by a task given to `later`, together with all other commits by then. So a simulation
    /// says how long the disk takes. All on one thread.
    public static Store openInline(Disk disk, StoreOptions options, long salt, Executor later) {
        return open(disk, options, salt, new Upkeep.Later(later), Waiter.none());
    }

    /// As with threads, except that their work is done when [#upkeep()] is told to: commits are only
    /// put in order, and whoever waits for one to be durable waits for ever.
    static Store openStepped(Disk disk, StoreOptions options, long salt) {
        return open(disk, options, salt, new Upkeep.Stepped(), Waiter.none());
    }

    /// Looks at every file that counts of a store that nobody has open: manifest, tables and log.
    /// Nothing is changed.
    /// @throws DiskException when there is no store on `disk`, when it is open, or when the disk
    ///     refuses
    public static ScrubReport check(Disk disk) {
        disk.lock();
        try {
            if (!Manifest.exists(disk)) {
                throw new DiskException("there is no store here: the file 'manifest' is missing");
            }
            return Scrub.of(disk);
        } finally {
            disk.unlock();
        }
    }

    /// Looks at every file that counts of a store that nobody has open, and puts tables of `source` in
    /// the place of damaged or missing ones: those files whose SHA-256 is what this store's manifest
    /// says. What `source` does not have is left as it is, and told. A table that is on both is the
    /// same byte for byte only in a copy of this store, taken at any time since the table was written.
    /// @param source another copy of the store that nobody has open; nothing there is changed
    /// @throws DiskException when there is no store on `disk`, when either is open, or when a disk
    ///     refuses
    public static RepairReport repair(Disk disk, Disk source) {
        disk.lock();
        try {
            if (!Manifest.exists(disk)) {
                throw new DiskException("there is no store here: the file 'manifest' is missing");
            }
            source.lock();
            try {
                return Repair.of(disk, new UnchangedDisk(source));
            } finally {
                source.unlock();
            }
        } finally {
            disk.unlock();
        }
    }

    private static Store open(
            Disk disk, StoreOptions options, long salt, Upkeep.Workers workers, Waiter waiter) {
        return open(disk, options, () -> salt, workers, waiter);
    }

    /// @param salt is asked only when the store is new: to find a source of chance costs a new process
    ///     a hundred classes
    private static Store open(
            Disk disk,
            StoreOptions options,
            LongSupplier salt,
            Upkeep.Workers workers,
            Waiter waiter) {
        options.logCodec().requireAvailable();
        options.tableCodec().requireAvailable();
        disk.lock();
        try {
            return new Store(disk, options, salt, workers, waiter);
        } catch (RuntimeException | Error e) {
            disk.unlock();
            throw e;
        }
    }

    private Store(
            Disk disk,
            StoreOptions options,
            LongSupplier salt,
            Upkeep.Workers workers,
            Waiter waiter) {
        this.disk = disk;
        this.options = options;
        this.waiter = waiter;
        this.attempts = new Attempts(this, waiter);
        this.budget =
                new MemoryBudget(
                        new MemoryBudget.Limits(
                                CommitOrder.groupBytesMax(options),
                                options.memtableBytesMax(),
                                options.blockCacheBytesMax()));
        this.idempotentResults = new IdempotentResults(this, options.retention().idempotencyKeys());
        long beginNanos = waiter.nanoTime();
        if (!Manifest.exists(disk)) {
            create(disk, options, salt.getAsLong());
        }
        Manifest manifest = Manifest.load(disk);
        snapshots.raiseFloor(manifest.readableFrom());
        this.tree = new Tree(disk, options, manifest, this::liveVersions);
        try {
            LogRecovery.Found found = recover(disk, manifest, workers);
            this.log = LogFiles.resume(disk, options, manifest.salt(), found);
            long lastVersion = completeLoad(found.lastVersion(), manifest.loadedVersion());
            this.order =
                    new CommitOrder(
                            tree,
                            log,
                            lastVersion,
                            transactions,
                            options,
                            catalog::nameOf,
                            commitTimes(),
                            waiter::nanoTime);
            this.newestVersion = order::published;
            this.upkeep = new Upkeep(tree, log, order, workers, options.checkpoints());
            catalog.load();
            this.recovery =
                    new Recovery(
                            manifest.tables().size(),
                            found.full().size() + 1,
                            found.bytes(),
                            found.commits(),
                            Duration.ofNanos(waiter.nanoTime() - beginNanos));
        } catch (RuntimeException | Error e) {
            tree.close();
            throw e;
        }
        upkeep.start();
    }

    private Optional<CommitTimes> commitTimes() {
        return switch (options.retention().times()) {
            case NOT_KEPT -> Optional.empty();
            case KEPT ->
                    Optional.of(new CommitTimes(tree.read(CommitTimes::lastMicros), waiter::now));
        };
    }

    private LogRecovery.Found recover(Disk disk, Manifest manifest, Upkeep.Workers workers) {
        LogRecovery.Replay replay =
                (firstVersion, commits) -> {
                    long bytes = commits.stream().mapToLong(WriteSet::bytes).sum();
                    tree.add(commits, firstVersion, bytes);
                    replayedVersion = firstVersion + commits.size() - 1;
                };
        return switch (workers) {
            case Upkeep.Threads(ThreadFactory factory) -> {
                int count = Runtime.getRuntime().availableProcessors();
                try (ExecutorService decoders = Executors.newFixedThreadPool(count, factory)) {
                    yield LogRecovery.run(disk, manifest, replay, decoders::submit);
                }
            }
            case Upkeep.Inline _, Upkeep.Stepped _, Upkeep.Later _ ->
                    LogRecovery.run(disk, manifest, replay, LogRecovery.Decoding.inline());
        };
    }

    /// A crash came after a load was in the manifest and before its version was in the log.
    private long completeLoad(long lastVersion, long loadedVersion) {
        if (loadedVersion <= lastVersion) {
            return lastVersion;
        }
        if (loadedVersion > lastVersion + 1) {
            throw new CorruptionException(
                    LogFormat.fileName(1),
                    0,
                    "the log ends with commit %d, tables were loaded by commit %d"
                            .formatted(lastVersion, loadedVersion));
        }
        Group marker = new Group(new ByteWriter(Integer.BYTES));
        marker.add(loadedVersion, new ByteWriter(0));
        log.write(loadedVersion, 1, marker.payload());
        return loadedVersion;
    }

    /// Makes an empty store. A crash in the middle leaves at most an empty first log segment.
    private static void create(Disk disk, StoreOptions options, long salt) {
        String firstSegment = LogFormat.fileName(1);
        for (String name : disk.list()) {
            boolean left = name.equals(firstSegment) && isEmptySegment(disk);
            if (left) {
                disk.delete(name);
            } else if (name.startsWith(LogFormat.FILE_PREFIX)
                    || name.startsWith(TableFormat.FILE_PREFIX)) {
                throw new CorruptionException(name, 0, "the store's manifest is missing");
            }
        }
        LogFiles.create(disk, options, salt).close();
        new Manifest(salt, 1, 0, 1, 0, List.of()).save(disk);
    }

    /// Whether nothing but zeros stands behind the header's place.
    private static boolean isEmptySegment(Disk disk) {
        try (DiskFile file = disk.open(LogFormat.fileName(1))) {
            ByteBuffer piece = ByteBuffer.allocate(1 << 16);
            long size = file.size();
            for (long at = LogFormat.SEGMENT_HEADER_BYTES; at < size; at += piece.capacity()) {
                int count = file.read(at, piece.clear());
                for (int i = 0; i < count; i++) {
                    if (piece.get(i) != 0) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    private LiveVersions liveVersions() {
        long kept = newestVersion.getAsLong() - options.retention().historyVersions();
        return LiveVersions.of(snapshots.raiseFloor(kept), transactions, snapshots);
    }

    /// The table of that name, durably made on first use.
    /// @param name 1 to [#TABLE_NAME_BYTES_MAX] bytes of UTF-8
    public Table table(String name) {
        return catalog.table(name);
    }

    /// The names of all tables, sorted.
    public List<String> tableNames() {
        return catalog.names();
    }

    /// A serialisable transaction without a time-out.
    public Transaction begin() {
        return begin(DEFAULTS);
    }

    /// A transaction for its owner to commit, and to repeat when it conflicts: of `chosen` only the
    /// level and the time-out count.
    public Transaction begin(TransactionOptions chosen) {
        return begin(chosen, 0, waiter.nanoTime() + chosen.timeout().toNanos());
    }

    Transaction begin(TransactionOptions chosen, int conflicts, long deadlineNanos) {
        checkOpen();
        return new Transaction(this, chosen, chosen.isolationAfter(conflicts), deadlineNanos);
    }

    /// Runs `work` in a serialisable transaction and commits it, durably. When it conflicts it runs
    /// again from the begin, so it should do nothing outside the transaction.
    /// @throws ConflictException when 256 attempts in a row conflicted
    public void update(Consumer<Transaction> work) {
        compute(tx -> {
            work.accept(tx);
            return Optional.empty();
        });
    }

    /// As [#update], with a result.
    public <T> T compute(Function<Transaction, T> work) {
        return attempts.run(DEFAULTS, work).value();
    }

    /// Runs `work` in a transaction as `chosen` and commits it, durably. When it conflicts it runs
    /// again from the begin, up to [TransactionOptions#attemptsMax()] times; before each attempt but
    /// the second it waits a random time up to a bound that doubles from 50 µs to 50 ms.
    /// @throws ConflictException when all attempts conflicted
    /// @throws TransactionTimeoutException when the time-out came before a commit
    public <T> Committed<T> compute(TransactionOptions chosen, Function<Transaction, T> work) {
        return attempts.run(chosen, work);
    }

    /// Does `work` once, however often it is called with the same key, also after a crash and by
    /// several threads at once: as [#compute(TransactionOptions, Function)] the first time, when the
    /// result is kept together with what the work wrote; later calls return that result. So a caller
    /// who does not know whether a commit took place simply asks again.
    ///
    /// The latest [Retention#idempotencyKeys()] results are kept. At every isolation level two calls
    /// with one key conflict.
    /// @param key 1 to [#IDEMPOTENCY_KEY_BYTES_MAX] bytes, unique to this piece of work
    /// @param work returns at most [#IDEMPOTENT_RESULT_BYTES_MAX] bytes
    public Committed<byte[]> computeOnce(
            byte[] key, TransactionOptions chosen, Function<Transaction, byte[]> work) {
        return idempotentResults.run(key, chosen, work);
    }

    /// The value of `key` that is durable now, or relaxed by choice: one read, as through a
    /// [#snapshot()] of its own, without the cost of one.
    public Optional<byte[]> get(Table table, byte[] key) {
        checkOpen();
        Bytes treeKey = treeKey(table, key);
        // The tree's state was there when the version is taken, and stays while it is read: so it
        // has all that readers at that version need.
        return tree.read(state -> state.get(treeKey, order.published())).map(Bytes::toArray);
    }

    /// Fills an empty table with many records past the log, several times as fast as commits could.
    /// All of them become visible at once, durably, when this returns; of two with the same key the
    /// later one counts. Other commits go on meanwhile, but for a moment at the end.
    ///
    /// @param records in any order; up to three times [StoreOptions#memtableBytesMax()] are sorted in
    ///     memory, more by way of files that are deleted afterwards
    /// @return the version of the load
    /// @throws IllegalArgumentException when a key or value is too long; nothing is loaded
    /// @throws StoreException when the table is not empty, or was not until lately; nothing is loaded
    public long load(Table table, Iterator<KeyValue> records) {
        checkOpen();
        Bytes first = KeyRange.all().first(check(table));
        Bytes end = table.end();
        long bytesMax = 3L * options.memtableBytesMax();
        try (LoadedRuns runs = new LoadedRuns(tree, table, bytesMax)) {
            while (records.hasNext()) {
                KeyValue entry = records.next();
                checkSizes(table, entry);
                runs.add(entry.keyBytes(), entry.valueBytes());
            }
            Optional<LoadedFile> file = runs.finish();
            return file.isEmpty() ? order.latest() : install(table, file.get(), first, end);
        }
    }

    private void checkSizes(Table table, KeyValue entry) {
        int keySize = entry.keyBytes().size();
        int valueSize = entry.valueBytes().size();
        if (keySize > KEY_BYTES_MAX || valueSize > VALUE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "table '%s': record with a key of %d and a value of %d bytes, at most %d and %d are allowed"
                            .formatted(
                                    table.name(),
                                    keySize,
                                    valueSize,
                                    KEY_BYTES_MAX,
                                    VALUE_BYTES_MAX));
        }
    }

    private long install(Table table, LoadedFile file, Bytes first, Bytes end) {
        WriteSet changed = new WriteSet();
        changed.deleteRange(first, end);
        Ordered ordered =
                order.orderAlone(
                        () -> {
                            if (!tree.isUntouched(first, end)) {
                                tree.drop(file);
                                throw new StoreException(
                                        "table '%s' is not empty, or was not until lately; load into a new one"
                                                .formatted(table.name()));
                            }
                        },
                        changed,
                        version -> tree.installLoaded(file, version, log));
        upkeep.afterCommit();
        order.await(ordered);
        return ordered.version();
    }

    /// Everything that is durable now, and commits relaxed by choice.
    public Snapshot snapshot() {
        checkOpen();
        return new Snapshot(this, snapshots.open(order::published));
    }

    /// Everything as it was when `version` was the latest.
    /// @throws StoreException when what was there then may be gone: kept are the versions from
    ///     [#oldestVersion()] on, see [Retention#historyVersions()]
    /// @throws IllegalArgumentException when no snapshot can show that version yet
    public Snapshot snapshotAt(long version) {
        checkOpen();
        long published = order.published();
        if (version < 0 || version > published) {
            throw new IllegalArgumentException(
                    "version is %d, allowed are 0 to %d".formatted(version, published));
        }
        if (!snapshots.tryOpen(version)) {
            throw new StoreException(
                    "version %d is gone, kept are %d to %d; open the store with more historyVersions"
                            .formatted(version, oldestVersion(), published));
        }
        return new Snapshot(this, version);
    }

    /// Everything as it was at `time`: what commits stamped with a time up to it made. What is durable
    /// only later shows once it is.
    /// @throws StoreException when the store keeps no times ([Retention.Times]), or nothing from then
    public Snapshot snapshotAt(Instant time) {
        return snapshotAt(versionAt(time));
    }

    /// The latest version at `time`.
    /// @throws StoreException as [#snapshotAt(Instant)]
    public long versionAt(Instant time) {
        checkOpen();
        if (options.retention().times() == Retention.Times.NOT_KEPT) {
            throw new StoreException(
                    "the store keeps no times of commits; open it with Retention.withTimes(KEPT)");
        }
        OptionalLong found =
                tree.read(state -> CommitTimes.versionAt(state, time, order.published()));
        if (found.isEmpty() || found.getAsLong() < oldestVersion()) {
            throw new StoreException(
                    "nothing is kept of the time %s, the oldest version kept is %d; open the store with more historyVersions"
                            .formatted(time, oldestVersion()));
        }
        return found.getAsLong();
    }

    /// The first version that [#snapshotAt] can show; it rises as the store drops what is not kept.
    public long oldestVersion() {
        return snapshots.floor();
    }

    /// What the commits from [#oldestVersion()] on made of `key`, the newest first, and last the
    /// value it had at that version if it had any. A deletion of what was not there is left out.
    /// @param countMax how many are returned at most, the newest
    public List<KeyVersion> history(Table table, byte[] key, int countMax) {
        checkOpen();
        Bytes treeKey = treeKey(table, key);
        // The floor is asked for when the tree is held, so nothing above it is missing there.
        return tree.read(
                state -> state.history(treeKey, snapshots.floor(), order.published(), countMax));
    }

    /// Makes the keys of `range` again what they were at `version`, by one commit that writes just
    /// the differences; its history stays, so it can be undone the same way.
    /// @return the version of the commit
    /// @throws StoreException as [#snapshotAt]
    /// @throws IllegalArgumentException when the differences are more than
    ///     [StoreOptions#transactionBytesMax()]: divide the range
    public long rollBack(Table table, KeyRange range, long version) {
        try (Snapshot past = snapshotAt(version)) {
            return compute(
                            DEFAULTS,
                            tx -> {
                                tx.restore(table, range, past);
                                return version;
                            })
                    .version();
        }
    }

    /// Waits until all that was ordered so far is durable.
    public void sync() {
        checkOpen();
        awaitDurable(order.latest());
    }

    /// Lets the block cache go on by another policy and up to another size, from now until the store
    /// is closed, with the blocks it has as far as there is room.
    /// @param bytesMax 0 or more
    public void changeBlockCache(CachePolicy policy, int bytesMax) {
        if (bytesMax < 0) {
            throw new IllegalArgumentException(
                    "bytesMax is %d, allowed are 0 and more".formatted(bytesMax));
        }
        synchronized (budget) {
            budget.chooseCache(bytesMax);
            tree.cache().change(policy, budget.limits().cacheBytes());
        }
    }

    /// Tells how much of the memory is taken, such as [MemoryPressure#ofHeap()], about once a second:
    /// while it is short, the log's buffers, memory tables and the block cache may take less, down to
    /// an eighth of what was chosen; they grow again when there is enough for a while. What is there
    /// already goes as commits and reads come.
    public void reportMemory(MemoryPressure pressure) {
        synchronized (budget) {
            if (budget.report(pressure)) {
                MemoryBudget.Limits limits = budget.limits();
                order.limitGroups(limits.groupBytes());
                tree.limitMemtables(limits.memtableBytes());
                tree.cache().change(tree.cache().policy(), limits.cacheBytes());
            }
        }
    }

    private MemoryUse memoryUse() {
        synchronized (budget) {
            MemoryBudget.Limits limits = budget.limits();
            return new MemoryUse(
                    budget.share(),
                    order.bufferBytes(),
                    2L * limits.groupBytes(),
                    limits.memtableBytes(),
                    limits.cacheBytes(),
                    tree.cache()
                            .second()
                            .map(SecondLevelCache::use)
                            .orElse(new PoolUse(0, 0, 0, 0, 0)));
        }
    }

    /// Reads all tables, whole, and compares them with what was written, while the store goes on. It
    /// takes as long as `bytesPerSecondMax` asks for: call it on a thread of its own. Damage is
    /// reported and left; it also throws [CorruptionException] wherever it is read.
    /// @param bytesPerSecondMax on average; 1 or more
    /// @throws StoreException when the store is closed meanwhile
    public ScrubReport scrub(long bytesPerSecondMax) {
        checkOpen();
        if (bytesPerSecondMax < 1) {
            throw new IllegalArgumentException(
                    "bytesPerSecondMax is %d, allowed are 1 and more".formatted(bytesPerSecondMax));
        }
        return Scrub.of(tree, bytesPerSecondMax, waiter, this::checkOpen);
    }

    /// What opening this store had to do.
    public Recovery recovery() {
        return recovery;
    }

    /// Brings all that is ordered so far to tables, so that a recovery would replay none of it. Not
    /// needed for durability; commits go on meanwhile, and may be as many again in memory by then.
    public void checkpoint() {
        checkOpen();
        upkeep.checkpoint();
    }

    public StoreStatistics statistics() {
        CommitOrder.Figures orderFigures = order.figures();
        Tree.Figures treeFigures = tree.figures();
        return new StoreStatistics(
                orderFigures.commits(),
                orderFigures.conflicts(),
                orderFigures.groups(),
                log.bytesWritten(),
                orderFigures.stalls(),
                orderFigures.stallNanosMax(),
                upkeep.paced(),
                treeFigures.flushes(),
                treeFigures.flushedBytes(),
                treeFigures.compactions(),
                treeFigures.compactedBytes(),
                treeFigures.cacheHits(),
                treeFigures.cacheMisses(),
                tree.cache().bytes(),
                tree.cache().policy(),
                tree.cache().second().map(SecondLevelCache::hits).orElse(0L),
                tree.cache().second().map(SecondLevelCache::misses).orElse(0L),
                tree.cache().second().map(SecondLevelCache::rejected).orElse(0L),
                memoryUse(),
                order.latest(),
                order.durable(),
                treeFigures.memtables(),
                treeFigures.memtableBytes(),
                treeFigures.tables(),
                treeFigures.tableBytes(),
                log.segmentCount(),
                transactions.count() + snapshots.count(),
                order.logMetrics());
    }

    /// Ends what is under way: commits that are in order become durable first. Open transactions and
    /// snapshots can't be used any more.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            upkeep.stop();
            if (!order.hasFailed()) {
                log.markClosed();
            }
        } finally {
            log.close();
            tree.close();
            disk.unlock();
        }
    }

    void checkOpen() {
        if (closed) {
            throw CommitOrder.closed();
        }
    }

    StoreOptions options() {
        return options;
    }

    Waiter waiter() {
        return waiter;
    }

    Upkeep upkeep() {
        return upkeep;
    }

    Tree tree() {
        return tree;
    }

    /// @return `table`, when it is one of this store
    Table check(Table table) {
        if (!table.belongsTo(this)) {
            throw new IllegalArgumentException(
                    "table '%s' is of another store, or of this one before it was opened again"
                            .formatted(table.name()));
        }
        return table;
    }

    Bytes treeKey(Table table, byte[] key) {
        if (key.length > KEY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "table '%s': key of %d bytes, at most %d are allowed"
                            .formatted(table.name(), key.length, KEY_BYTES_MAX));
        }
        return check(table).treeKey(key);
    }

    /// To be called by who commits and may wait.
    void pace() {
        upkeep.pace(waiter);
    }

    Ordered order(WriteSet writes, ReadSet reads, long readVersion, Durability durability) {
        upkeep.beforeCommit(writes.bytes());
        Ordered ordered = order.order(writes, reads, readVersion, durability);
        upkeep.afterCommit();
        return ordered;
    }

    /// Snapshots may read at `version`, whenever it will be durable.
    void publish(long version, Durability durability) {
        order.publish(version);
        if (durability != Durability.DEFERRED) {
            order.wakeLog();
        }
    }

    CompletableFuture<Long> whenDurable(Ordered ordered) {
        order.wakeLog();
        return ordered.group().whenDurable(ordered.version());
    }

    void await(Ordered ordered) {
        upkeep.beforeWait();
        order.await(ordered);
    }

    void awaitDurable(long version) {
        upkeep.beforeWait();
        order.awaitDurable(version);
    }

    CompletableFuture<Long> whenDurable(long version) {
        return order.whenDurable(version);
    }

    /// Of the last commit in order, durable or not.
    long latestVersion() {
        return order.latest();
    }

    long openTransactionView() {
        checkOpen();
        return transactions.open(order::latest);
    }

    void closeTransactionView(long version) {
        transactions.close(version);
    }

    /// Holds the latest version for one scan.
    long openScanView() {
        checkOpen();
        return snapshots.open(order::latest);
    }

    void closeScanView(long version) {
        snapshots.close(version);
    }

    void closeSnapshot(long version) {
        snapshots.close(version);
    }
}
