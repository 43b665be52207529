package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

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
    private final AtomicInteger users = new AtomicInteger(1);

    TreeState(Memtable active, List<Memtable> frozen, List<SortedTable> tables) {
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

    /// @return false when this state has been replaced and nobody uses it any more
    boolean tryRetain() {
        int before = users.getAndUpdate(count -> count == 0 ? 0 : count + 1);
        return before > 0;
    }

    void release(Disk disk) {
        if (users.decrementAndGet() == 0) {
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
        for (Source source : sources) {
            deletedAt = Math.max(deletedAt, source.rangeDeletes().newestCovering(key, version));
            Optional<Entry> found = source.newest(key, version);
            if (found.isPresent()) {
                // Deletions in deeper sources are older than what was found here.
                long hiddenBelow = deletedAt;
                return found.filter(entry -> !isHidden(entry, hiddenBelow)).map(Entry::value);
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
