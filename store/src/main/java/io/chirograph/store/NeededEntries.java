package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/// Of entries in order, those that some reader still needs: version garbage collection.
final class NeededEntries implements Iterator<Entry> {
    private final Iterator<Entry> entries;
    private final RangeDeletes rangeDeletes;
    private final LiveVersions live;
    private final boolean bottom;
    private Bytes key = Bytes.EMPTY;
    private long newerVersion = Entry.NEWEST;
    private Optional<Entry> next;

    /// @param rangeDeletes of the same sources
    /// @param bottom whether nothing older lies below, so that a deletion all readers see is dropped
    NeededEntries(
            Iterator<Entry> entries, RangeDeletes rangeDeletes, LiveVersions live, boolean bottom) {
        this.entries = entries;
        this.rangeDeletes = rangeDeletes;
        this.live = live;
        this.bottom = bottom;
        this.next = findNext();
    }

    private Optional<Entry> findNext() {
        while (entries.hasNext()) {
            Entry entry = entries.next();
            if (!entry.key().equals(key)) {
                key = entry.key();
                newerVersion = Entry.NEWEST;
            }
            long replaced =
                    Math.min(newerVersion, rangeDeletes.oldestCoveringAfter(key, entry.version()));
            newerVersion = entry.version();
            boolean gone = bottom && entry.deleted() && live.allAtLeast(entry.version());
            if (live.needs(entry.version(), replaced) && !gone) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean hasNext() {
        return next.isPresent();
    }

    @Override
    public Entry next() {
        Entry entry = next.orElseThrow(NoSuchElementException::new);
        next = findNext();
        return entry;
    }
}
