package io.chirograph.store;

import io.chirograph.store.Manifest.TableFile;
import io.chirograph.types.Bytes;
import io.chirograph.types.InvariantViolation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The log-structured merge tree: memory tables above sorted files, and the way from one to the
/// other. Thread-safe: any number read; whoever holds the commit order adds and freezes; several
/// threads flush and one compacts.
final class Tree {
    /// The store closes in the middle of a merge.
    private static final class MergeAbandoned extends RuntimeException {}

    private final Disk disk;
    private final StoreOptions options;
    private final long salt;
    private final BlockCache cache;
    private final Supplier<LiveVersions> liveVersions;

    /// Guards who replaces [#state]; held only for moments.
    private final Object stateLock = new Object();

    private volatile TreeState state;

    /// What a memory table may take; less while memory is short.
    private volatile int memtableBytesMax;

    private volatile boolean closed;
    private volatile boolean stopping;

    /// Guards [#manifest] and so the list of tables; held while the disk syncs.
    private final Object manifestLock = new Object();

    private Manifest manifest;

    /// Written under the lock.
    private volatile long flushedVersion;

    private long nextTable;
    private long readableFrom;

    /// A memory table that somebody writes, or wrote.
    ///
    /// @param done whether it is written whole
    /// @param table what was written, if anything had to be
    private record Flush(boolean done, Optional<SortedTable> table) {}

    /// Those that are being written, and those written that older ones must come before. Who takes
    /// one synchronises on it; by identity.
    private final Map<Memtable, Flush> flushed = new ConcurrentHashMap<>();

    private final LongAdder flushes = new LongAdder();
    private final LongAdder flushedBytes = new LongAdder();
    private final LongAdder compactions = new LongAdder();
    private final LongAdder compactedBytes = new LongAdder();

    /// Opens the tables that `manifest` names and deletes table files it does not name, which a
    /// crash left.
    Tree(Disk disk, StoreOptions options, Manifest manifest, Supplier<LiveVersions> liveVersions) {
        this.disk = disk;
        this.options = options;
        this.salt = manifest.salt();
        this.manifest = manifest;
        this.flushedVersion = manifest.flushedVersion();
        this.nextTable = manifest.nextTable();
        this.readableFrom = manifest.readableFrom();
        this.memtableBytesMax = options.memtableBytesMax();
        this.cache =
                new BlockCache(
                        options.blockCachePolicy(),
                        options.blockCacheBytesMax(),
                        SecondLevelCache.of(options.secondLevel()));
        this.liveVersions = liveVersions;
        List<SortedTable> tables;
        try {
            deleteUnnamed();
            tables = manifest.tables().stream().map(this::openTable).toList();
        } catch (RuntimeException | Error e) {
            cache.second().ifPresent(SecondLevelCache::close);
            throw e;
        }
        this.state = new TreeState(new Memtable(liveVersions), List.of(), tables, disk);
        tables.forEach(table -> table.release(disk));
    }

    private void deleteUnnamed() {
        List<String> named =
                manifest.tables().stream()
                        .map(table -> TableFormat.fileName(table.number()))
                        .toList();
        disk.list().stream()
                .filter(name -> name.startsWith(TableFormat.FILE_PREFIX) && !named.contains(name))
                .forEach(disk::delete);
        Manifest.deleteUnfinished(disk);
    }

    private SortedTable openTable(TableFile table) {
        String name = TableFormat.fileName(table.number());
        if (!disk.list().contains(name)) {
            throw new CorruptionException(name, 0, "the manifest names this file, it is missing");
        }
        return new SortedTable(disk.open(name), table, salt, cache);
    }

    /// Runs `reading` on the tree as it is now; its files stay for as long.
    <T> T read(Function<TreeState, T> reading) {
        TreeState used = state;
        while (!used.enter()) {
            if (closed) {
                throw CommitOrder.closed();
            }
            used = state;
        }
        try {
            return reading.apply(used);
        } finally {
            used.leave();
        }
    }

    List<Long> tableNumbers() {
        return state.tables().stream().map(SortedTable::number).toList();
    }

    BlockCache cache() {
        return cache;
    }

    Optional<Bytes> get(Bytes key, long version) {
        return read(tree -> tree.get(key, version));
    }

    /// Adds commits. The caller holds the commit order.
    /// @param firstVersion of the first of them
    /// @param loggedBytes what they take in the log
    void add(List<WriteSet> commits, long firstVersion, long loggedBytes) {
        Memtable active = state.active();
        active.add(commits, firstVersion, loggedBytes);
        if (active.isFull(memtableBytesMax, options.checkpoints().tableLogBytesMax())) {
            freeze();
        }
    }

    /// Begins a new memory table; the one before waits for its flush. The caller holds the commit
    /// order.
    void freeze() {
        replaceState(before -> {
            List<Memtable> frozen = new ArrayList<>(before.frozen());
            frozen.addFirst(before.active());
            return new TreeState(new Memtable(liveVersions), frozen, before.tables(), disk);
        });
    }

    private void replaceState(UnaryOperator<TreeState> change) {
        synchronized (stateLock) {
            TreeState before = state;
            state = change.apply(before);
            before.replace();
        }
    }

    boolean isActiveEmpty() {
        return state.active().isEmpty();
    }

    /// What the range deletes of the memory table cost that takes commits, see [RangeDeletes#versionCount].
    int rangeDeleteVersions() {
        return state.active().rangeDeletes().versionCount();
    }

    /// What a memory table may take from the next commit on.
    void limitMemtables(int bytes) {
        memtableBytesMax = bytes;
    }

    int tableCount() {
        return state.tables().size();
    }

    /// How full the memory table is that takes commits: 0 to 1, or somewhat above.
    double fill() {
        return (double) state.active().bytes() / memtableBytesMax;
    }

    int frozenCount() {
        return state.frozen().size();
    }

    /// Commits up to this one are in tables.
    long flushedVersion() {
        return flushedVersion;
    }

    /// How many wait for somebody to flush them; more for a moment when one just went to disk.
    int waitingForFlush() {
        return state.frozen().size() - flushed.size();
    }

    /// Takes the oldest memory table that nobody flushes, for the caller to [#flush]; empty when none
    /// waits.
    Optional<Memtable> takeForFlush() {
        synchronized (flushed) {
            Optional<Memtable> oldest =
                    state.frozen().reversed().stream()
                            .filter(memtable -> !flushed.containsKey(memtable))
                            .findFirst();
            oldest.ifPresent(memtable -> flushed.put(memtable, new Flush(false, Optional.empty())));
            return oldest;
        }
    }

    /// The latest version in the memory table that is to be flushed next; empty when none waits.
    Optional<Long> nextFlushVersion() {
        return state.frozen().reversed().stream()
                .filter(memtable -> !flushed.containsKey(memtable))
                .findFirst()
                .map(Memtable::lastVersion);
    }

    private Optional<Memtable> oldestFrozen() {
        List<Memtable> frozen = state.frozen();
        return frozen.isEmpty() ? Optional.empty() : Optional.of(frozen.getLast());
    }

    /// Writes a memory table, whose commits must be durable in the log, to a file, and lets the log's
    /// segments before it go. Others may be written at the same time: each becomes the store's when
    /// all older ones have, so whoever is done first leaves it to those that are still at it.
    /// @param memtable which the caller took by [#takeForFlush()]
    void flush(Memtable memtable, LogFiles log) {
        boolean bottom = state.tables().isEmpty() && oldestFrozen().equals(Optional.of(memtable));
        Optional<SortedTable> written =
                write(List.of(memtable.all()), memtable.rangeDeletes(), bottom);
        flushedBytes.add(written.map(SortedTable::size).orElse(0L));
        flushes.increment();
        synchronized (manifestLock) {
            flushed.put(memtable, new Flush(true, written));
            Optional<Memtable> next = oldestFrozen().filter(this::isWritten);
            while (next.isPresent()) {
                installFlushed(next.get(), log);
                next = oldestFrozen().filter(this::isWritten);
            }
        }
    }

    private boolean isWritten(Memtable memtable) {
        Flush flush = flushed.get(memtable);
        return flush != null && flush.done();
    }

    private void installFlushed(Memtable memtable, LogFiles log) {
        Optional<SortedTable> table =
                Optional.ofNullable(flushed.get(memtable)).flatMap(Flush::table);
        install(List.of(), table, Optional.of(memtable), log);
        flushed.remove(memtable);
        table.ifPresent(installed -> installed.release(disk));
    }

    /// Merges tables that are due for it.
    /// @return false when none are
    boolean compact(LogFiles log) {
        return compact(log, CompactionPolicy::due);
    }

    /// As [#compact(LogFiles)], and somewhat more, for a time when little is written.
    boolean compactWhenCalm(LogFiles log) {
        return compact(log, CompactionPolicy::dueWhenCalm);
    }

    /// As [#compact(LogFiles)], and more thoroughly, for a time when nobody writes.
    boolean compactAtRest(LogFiles log) {
        return compact(log, CompactionPolicy::dueAtRest);
    }

    private boolean compact(
            LogFiles log, Function<List<Long>, Optional<CompactionPolicy.Span>> policy) {
        List<SortedTable> tables = state.tables();
        Optional<CompactionPolicy.Span> due =
                policy.apply(tables.stream().map(SortedTable::size).toList());
        try {
            due.ifPresent(span -> merge(tables, span, log));
        } catch (MergeAbandoned e) {
            return false;
        }
        return due.isPresent();
    }

    /// A merge in the middle ends without result, its file is deleted at the next open: a close need
    /// not wait for it.
    void stopMerging() {
        stopping = true;
    }

    /// The tables merged can't go away meanwhile: only this method retires any, on one thread.
    private void merge(List<SortedTable> tables, CompactionPolicy.Span span, LogFiles log) {
        List<SortedTable> merged = tables.subList(span.from(), span.to());
        boolean bottom = span.to() == tables.size();
        List<Iterator<Entry>> parts =
                merged.stream().map(table -> untilClose(table.all())).toList();
        RangeDeletes rangeDeletes =
                merged.stream()
                        .map(SortedTable::rangeDeletes)
                        .reduce(RangeDeletes.NONE, RangeDeletes::plus);
        Optional<SortedTable> written = write(parts, rangeDeletes, bottom);
        install(merged, written, Optional.empty(), log);
        written.ifPresent(table -> {
            compactedBytes.add(table.size());
            table.release(disk);
        });
        compactions.increment();
    }

    private Iterator<Entry> untilClose(Iterator<Entry> entries) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public Entry next() {
                if (stopping) {
                    throw new MergeAbandoned();
                }
                return entries.next();
            }
        };
    }

    private Optional<SortedTable> write(
            List<Iterator<Entry>> parts, RangeDeletes rangeDeletes, boolean bottom) {
        LiveVersions live = liveVersions.get();
        synchronized (manifestLock) {
            readableFrom = Math.max(readableFrom, live.from());
        }
        Iterator<Entry> needed =
                new NeededEntries(
                        CommitTimes.since(live.from(), new MergedEntries(parts, Entry.ORDER)),
                        rangeDeletes,
                        live,
                        bottom);
        RangeDeletes neededDeletes = rangeDeletes.needed(live, bottom);
        if (!needed.hasNext() && neededDeletes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(writeTable(needed, neededDeletes));
    }

    private SortedTable writeTable(Iterator<Entry> entries, RangeDeletes rangeDeletes) {
        return writeFile(entries, rangeDeletes).open(salt, cache, 0);
    }

    /// A table's file that is written and synced, its version not yet known.
    record LoadedFile(DiskFile file, TableFile written) {
        private SortedTable open(long salt, BlockCache cache, long loadVersion) {
            try {
                return new SortedTable(file, written.loadedBy(loadVersion), salt, cache);
            } catch (RuntimeException e) {
                file.close();
                throw e;
            }
        }
    }

    private LoadedFile writeFile(Iterator<Entry> entries, RangeDeletes rangeDeletes) {
        long number = takeNumber();
        DiskFile file = disk.create(TableFormat.fileName(number));
        try {
            TableFile written =
                    SortedTableWriter.write(
                            file, number, salt, options.tableCodec(), entries, rangeDeletes);
            disk.syncDirectory();
            return new LoadedFile(file, written);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /// Writes records that are being loaded to a file for [#installLoaded].
    LoadedFile writeLoaded(Iterator<Entry> entries) {
        return writeFile(entries, RangeDeletes.NONE);
    }

    /// Writes a part of a load that is to be read again, and dropped.
    SortedTable writeRun(Iterator<Entry> entries) {
        return writeTable(entries, RangeDeletes.NONE);
    }

    /// Deletes a file that no manifest names.
    void drop(SortedTable table) {
        table.retire();
        table.release(disk);
    }

    void drop(LoadedFile loaded) {
        loaded.file().close();
        disk.delete(TableFormat.fileName(loaded.written().number()));
    }

    /// Whether nothing was ever said of any key from `from` to `to` (exclusive), nor is it still
    /// known that something was.
    boolean isUntouched(Bytes from, Bytes to) {
        return read(tree -> tree.isUntouched(from, to));
    }

    /// Makes a loaded file the oldest table: there is nothing in the tree that it would have to
    /// stand above. The caller holds the commit order.
    void installLoaded(LoadedFile loaded, long version, LogFiles log) {
        SortedTable table = loaded.open(salt, cache, version);
        synchronized (manifestLock) {
            List<SortedTable> tables = new ArrayList<>(state.tables());
            tables.add(table);
            save(tables, manifest.flushedVersion(), log);
            replaceState(before -> new TreeState(before.active(), before.frozen(), tables, disk));
        }
        table.release(disk);
    }

    /// Makes these the store's tables, durably. The caller holds [#manifestLock].
    private void save(List<SortedTable> tables, long flushedThrough, LogFiles log) {
        Manifest next =
                new Manifest(
                        salt,
                        log.firstNeeded(flushedThrough),
                        flushedThrough,
                        nextTable,
                        readableFrom,
                        tables.stream().map(SortedTable::known).toList());
        next.save(disk);
        manifest = next;
        flushedVersion = flushedThrough;
    }

    private long takeNumber() {
        synchronized (manifestLock) {
            return nextTable++;
        }
    }

    /// Makes a new list of tables the store's, first on disk, then for readers.
    /// @param replaced neighbours that go, to be deleted when their last reader lets go
    /// @param added in their place, or as the newest table
    /// @param emptied what is now in tables and need no longer be in memory, or in the log
    private void install(
            List<SortedTable> replaced,
            Optional<SortedTable> added,
            Optional<Memtable> emptied,
            LogFiles log) {
        synchronized (manifestLock) {
            List<SortedTable> tables = new ArrayList<>(state.tables());
            int at = replaced.isEmpty() ? 0 : tables.indexOf(replaced.getFirst());
            List<SortedTable> place = tables.subList(at, at + replaced.size());
            InvariantViolation.check(
                    place.equals(replaced), "tables were replaced while they were merged");
            place.clear();
            added.ifPresent(table -> tables.add(at, table));
            long flushedThrough =
                    emptied.map(Memtable::lastVersion).orElse(manifest.flushedVersion());
            save(tables, flushedThrough, log);
            replaced.forEach(SortedTable::retire);
            replaceState(before -> {
                List<Memtable> frozen = new ArrayList<>(before.frozen());
                emptied.ifPresent(frozen::remove);
                return new TreeState(before.active(), frozen, tables, disk);
            });
            log.releaseBefore(manifest.firstSegment());
        }
    }

    /// Closes the files when the last reader is done.
    void close() {
        closed = true;
        state.replace();
        cache.second().ifPresent(SecondLevelCache::close);
    }

    /// What the tree knows of the store's statistics.
    record Figures(
            long flushes,
            long flushedBytes,
            long compactions,
            long compactedBytes,
            long cacheHits,
            long cacheMisses,
            int memtables,
            long memtableBytes,
            int tables,
            long tableBytes) {}

    Figures figures() {
        TreeState now = state;
        return new Figures(
                flushes.sum(),
                flushedBytes.sum(),
                compactions.sum(),
                compactedBytes.sum(),
                cache.hits(),
                cache.misses(),
                1 + now.frozen().size(),
                now.active().bytes() + now.frozen().stream().mapToLong(Memtable::bytes).sum(),
                now.tables().size(),
                now.tables().stream().mapToLong(SortedTable::size).sum());
    }
}
