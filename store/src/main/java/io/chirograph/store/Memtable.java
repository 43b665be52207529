package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/// The newest commits, in memory. One thread at a time adds (whoever holds the commit order); any
/// number read beside it. A reader ignores versions above its own, so a commit that is half added
/// is never seen.
final class Memtable implements Source {
    /// What an entry takes beside its bytes: objects, headers, skip-list nodes; about.
    private static final int ENTRY_OVERHEAD_BYTES = 160;

    /// More would make asking for a key and adding another one slow.
    private static final int RANGE_FRAGMENTS_MAX = 2048;

    private final ConcurrentSkipListMap<Entry, Entry> entries =
            new ConcurrentSkipListMap<>(Entry.ORDER);
    private volatile RangeDeletes rangeDeletes = RangeDeletes.NONE;
    private final AtomicLong bytes = new AtomicLong();
    private volatile long lastVersion;

    void add(WriteSet writes, long version) {
        long added = 0;
        for (Map.Entry<Bytes, WriteSet.Write> write : writes.points().entrySet()) {
            Entry entry =
                    switch (write.getValue()) {
                        case WriteSet.Put(Bytes value) -> Entry.put(write.getKey(), version, value);
                        case WriteSet.Delete() -> Entry.delete(write.getKey(), version);
                    };
            entries.put(entry, entry);
            added += ENTRY_OVERHEAD_BYTES + entry.key().size() + entry.value().size();
        }
        for (Map.Entry<Bytes, Bytes> range : writes.ranges().entries()) {
            rangeDeletes = rangeDeletes.plus(range.getKey(), range.getValue(), version);
            added += ENTRY_OVERHEAD_BYTES + range.getKey().size() + range.getValue().size();
        }
        bytes.addAndGet(added);
        lastVersion = version;
    }

    boolean isEmpty() {
        return lastVersion == 0;
    }

    boolean isFull(long bytesMax) {
        return bytes.get() >= bytesMax || rangeDeletes.fragmentCount() > RANGE_FRAGMENTS_MAX;
    }

    long bytes() {
        return bytes.get();
    }

    /// Of the latest commit added; 0 when there is none.
    long lastVersion() {
        return lastVersion;
    }

    @Override
    public Optional<Entry> newest(Bytes key, long version) {
        Map.Entry<Entry, Entry> found = entries.ceilingEntry(Entry.probe(key, version));
        return found != null && found.getKey().key().equals(key)
                ? Optional.of(found.getKey())
                : Optional.empty();
    }

    @Override
    public Iterator<Entry> ascending(Bytes from, Bytes to) {
        return between(from, to).keySet().iterator();
    }

    @Override
    public Iterator<Entry> descending(Bytes from, Bytes to) {
        return between(from, to).descendingKeySet().iterator();
    }

    private ConcurrentNavigableMap<Entry, Entry> between(Bytes from, Bytes to) {
        return entries.subMap(
                Entry.probe(from, Entry.NEWEST), true, Entry.probe(to, Entry.NEWEST), false);
    }

    /// Every entry, in order.
    Iterator<Entry> all() {
        return entries.keySet().iterator();
    }

    @Override
    public RangeDeletes rangeDeletes() {
        return rangeDeletes;
    }
}
