package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/// Gathers the records of one load and makes one file of them, by way of sorted runs when they are
/// more than fit into memory. Nobody knows of the files until the last one is installed; those that
/// are left are deleted. Single-owner.
final class LoadedRuns implements AutoCloseable {
    private final Tree tree;
    private final Table table;
    private final long bytesMax;
    private final List<SortedTable> runs = new ArrayList<>();
    private BulkLoad gathered;

    /// @param bytesMax what may be held in memory
    LoadedRuns(Tree tree, Table table, long bytesMax) {
        this.tree = tree;
        this.table = table;
        this.bytesMax = bytesMax;
        this.gathered = new BulkLoad(table);
    }

    void add(Bytes key, Bytes value) {
        if (gathered.isFull(bytesMax)) {
            Iterator<Entry> entries = gathered.entries();
            // The run's number for a version: of equal keys the later run's comes first.
            long number = runs.size() + 1L;
            runs.add(tree.writeRun(withVersion(entries, number)));
            gathered = new BulkLoad(table);
        }
        gathered.add(key, value);
    }

    /// Writes the file that is to be installed; empty when there was no record.
    Optional<Tree.LoadedFile> finish() {
        if (runs.isEmpty()) {
            return gathered.isEmpty()
                    ? Optional.empty()
                    : Optional.of(tree.writeLoaded(gathered.entries()));
        }
        List<Iterator<Entry>> parts = new ArrayList<>();
        runs.forEach(run -> parts.add(run.all()));
        parts.add(withVersion(gathered.entries(), runs.size() + 1L));
        Iterator<Entry> merged = new NewestOnly(new MergedEntries(parts, Entry.ORDER));
        return Optional.of(tree.writeLoaded(withVersion(merged, TableFormat.LOADED_VERSION)));
    }

    private static Iterator<Entry> withVersion(Iterator<Entry> entries, long version) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public Entry next() {
                Entry entry = entries.next();
                return Entry.put(entry.key(), version, entry.value());
            }
        };
    }

    /// The first entry of each key.
    private static final class NewestOnly implements Iterator<Entry> {
        private final Iterator<Entry> entries;
        private Optional<Entry> next;

        NewestOnly(Iterator<Entry> entries) {
            this.entries = entries;
            this.next = entries.hasNext() ? Optional.of(entries.next()) : Optional.empty();
        }

        @Override
        public boolean hasNext() {
            return next.isPresent();
        }

        @Override
        public Entry next() {
            Entry entry = next.orElseThrow(NoSuchElementException::new);
            next = Optional.empty();
            while (next.isEmpty() && entries.hasNext()) {
                Entry following = entries.next();
                if (!following.key().equals(entry.key())) {
                    next = Optional.of(following);
                }
            }
            return entry;
        }
    }

    @Override
    public void close() {
        runs.forEach(tree::drop);
    }
}
