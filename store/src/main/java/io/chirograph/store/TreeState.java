package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// The tree as of one moment: which memory tables and files it consists of, newest first. Immutable
/// but for the count of those who use it; the files stay until the last of them lets go.
final class TreeState {
    /// How much a scan reads ahead at once.
    private static final int CHUNK_ENTRIES_MAX = 256;

    private static final int CHUNK_BYTES_MAX = 1 << 20;

    private final Memtable active;
    private final List<Memtable> frozen;
    private final List<SortedTable> tables;
    private final List<Source> sources;
    private final Disk disk;
    private final UseCount users = new UseCount();
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile boolean replaced;

    TreeState(Memtable active, List<Memtable> frozen, List<SortedTable> tables, Disk disk) {
        this.disk = disk;
        this.active = active;
        this.frozen = List.copyOf(frozen);
        this.tables = List.copyOf(tables);
        List<Source> all = new ArrayList<>();
        all.add(active);
        all.addAll(frozen);
        all.addAll(tables);
        this.sources = List.copyOf(all);
        tables.forEach(SortedTable::retain);
    }

    Memtable active() {
        return active;
    }

    /// Full memory tables on their way to disk.
    List<Memtable> frozen() {
        return frozen;
    }

    List<SortedTable> tables() {
        return tables;
    }

    /// Holds its files until [#leave], on the same thread.
    /// @return false when this state has been replaced: ask a newer one
    boolean enter() {
        users.enter();
        if (replaced) {
            leave();
            return false;
        }
        return true;
    }

    void leave() {
        users.leave();
        if (replaced) {
            releaseWhenUnused();
        }
    }

    /// A newer state is there, or none will be: whoever is inside may go on, nobody comes in.
    void replace() {
        replaced = true;
        releaseWhenUnused();
    }

    /// Whoever comes in sees that it is replaced, or is seen here; so does whoever leaves. The last
    /// one finds that nobody is left.
    private void releaseWhenUnused() {
        if (users.isNone() && !released.getAndSet(true)) {
            tables.forEach(table -> table.release(disk));
        }
    }

    boolean isUntouched(Bytes from, Bytes to) {
        return sources.stream()
                .allMatch(source ->
                        !source.ascending(from, to).hasNext()
                                && !source.rangeDeletes().touches(from, to));
    }

    /// What a reader at `version` finds under `key`.
    Optional<Bytes> get(Bytes key, long version) {
        long deletedAt = 0;
        int last = sources.size() - 1;
        for (int i = 0; i <= last; i++) {
            Source source = sources.get(i);
            deletedAt = Math.max(deletedAt, source.rangeDeletes().newestCovering(key, version));
            Optional<Entry> found =
                    i == last && source instanceof SortedTable oldest
                            ? oldest.newestExpected(key, version)
                            : source.newest(key, version);
            if (found.isPresent()) {
                // Deletions in deeper sources are older than what was found here.
                Entry entry = found.get();
                return isHidden(entry, deletedAt) ? Optional.empty() : Optional.of(entry.value());
            }
            if (deletedAt > 0) {
                // All that lies deeper is older than the deletion.
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean isHidden(Entry entry, long deletedAt) {
        return entry.deleted() || entry.version() < deletedAt;
    }

    private long deletedAtOf(Entry entry, long version) {
        long deletedAt = 0;
        for (Source source : sources) {
            deletedAt =
                    Math.max(deletedAt, source.rangeDeletes().newestCovering(entry.key(), version));
        }
        return deletedAt;
    }

    /// What each version from `from` through `to` said of `key`, newest first, and last what a reader
    /// at `from` found, if anything was there. A deletion of what was not there is left out.
    /// @param countMax of the result; older ones are left out
    List<KeyVersion> history(Bytes key, long from, long to, int countMax) {
        NavigableMap<Long, Optional<Bytes>> said = new TreeMap<>();
        for (Source source : sources) {
            RangeDeletes deletes = source.rangeDeletes();
            long deletedAt = deletes.newestCovering(key, to);
            while (deletedAt > 0) {
                said.putIfAbsent(deletedAt, Optional.empty());
                deletedAt = deletes.newestCovering(key, deletedAt - 1);
            }
            Iterator<Entry> entries = source.ascending(key, TreeScan.after(key));
            while (entries.hasNext()) {
                Entry entry = entries.next();
                // A commit's own word on a key counts more than the range it deleted.
                said.put(
                        entry.version(),
                        entry.deleted() ? Optional.empty() : Optional.of(entry.value()));
            }
        }
        Long first = said.floorKey(from);
        List<KeyVersion> found = new ArrayList<>();
        boolean there = false;
        for (var one : said.subMap(first == null ? from : first, true, to, true).entrySet()) {
            if (there || one.getValue().isPresent()) {
                found.add(new KeyVersion(one.getKey(), one.getValue()));
            }
            there = one.getValue().isPresent();
        }
        return found.reversed().stream().limit(countMax).toList();
    }

    /// The first entries that a reader at `version` finds from `from` to `to` (exclusive), as many
    /// as a chunk holds; none when there are none left.
    List<Entry> scan(Bytes from, Bytes to, long version) {
        List<Iterator<Entry>> parts = new ArrayList<>();
        sources.forEach(source -> parts.add(source.ascending(from, to)));
        Chunk chunk = new Chunk();
        Bytes settled = Bytes.EMPTY;
        Iterator<Entry> merged = new MergedEntries(parts, Entry.ORDER);
        while (merged.hasNext() && !chunk.isFull()) {
            Entry entry = merged.next();
            if (entry.version() <= version && !entry.key().equals(settled)) {
                settled = entry.key();
                chunk.addVisible(entry, version);
            }
        }
        return chunk.entries;
    }

    /// As [#scan] from the range's end to its begin.
    List<Entry> scanBackward(Bytes from, Bytes to, long version) {
        List<Iterator<Entry>> parts = new ArrayList<>();
        sources.forEach(source -> parts.add(source.descending(from, to)));
        Chunk chunk = new Chunk();
        Optional<Entry> newest = Optional.empty();
        Iterator<Entry> merged = new MergedEntries(parts, Entry.ORDER.reversed());
        while (merged.hasNext() && !chunk.isFull()) {
            // The versions of a key come oldest first: the last one seen is the one to judge.
            Entry entry = merged.next();
            if (entry.version() <= version) {
                newest.filter(before -> !before.key().equals(entry.key()))
                        .ifPresent(before -> chunk.addVisible(before, version));
                newest = Optional.of(entry);
            }
        }
        if (!chunk.isFull()) {
            newest.ifPresent(last -> chunk.addVisible(last, version));
        }
        return chunk.entries;
    }

    private final class Chunk {
        private final List<Entry> entries = new ArrayList<>();
        private final boolean anyRangeDeletes =
                sources.stream().anyMatch(source -> !source.rangeDeletes().isEmpty());
        private int bytes;

        boolean isFull() {
            return entries.size() >= CHUNK_ENTRIES_MAX || bytes >= CHUNK_BYTES_MAX;
        }

        void addVisible(Entry entry, long version) {
            long deletedAt = anyRangeDeletes ? deletedAtOf(entry, version) : 0;
            if (!isHidden(entry, deletedAt)) {
                entries.add(entry);
                bytes += entry.key().size() + entry.value().size();
            }
        }
    }
}
