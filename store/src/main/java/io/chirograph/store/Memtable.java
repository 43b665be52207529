package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// The newest commits, in memory. One thread at a time adds (whoever holds the commit order); any
/// number read beside it. A reader ignores versions above its own, so a commit that is half added
/// is never seen.
final class Memtable implements Source {
    /// What an entry takes beside its bytes: objects, headers, links; about.
    private static final int ENTRY_OVERHEAD_BYTES = 176;

    /// More would make asking for a key and adding another one slow.
    private static final int RANGE_FRAGMENTS_MAX = 2048;

    /// So many versions of range deletes, and those that no reader needs are looked for.
    private static final int RANGE_VERSIONS_MIN = 64;

    private final Supplier<LiveVersions> liveVersions;
    private final SkipList entries = new SkipList();
    private volatile RangeDeletes rangeDeletes = RangeDeletes.NONE;

    /// Of whoever adds.
    private int rangeVersionsMax = RANGE_VERSIONS_MIN;

    /// Written by whoever adds.
    private final AtomicLong bytes = new AtomicLong();

    private volatile long lastVersion;

    /// What the commits take in the log, about. Of whoever adds.
    private long logBytes;

    /// @param liveVersions asked by whoever adds
    Memtable(Supplier<LiveVersions> liveVersions) {
        this.liveVersions = liveVersions;
    }

    /// @param commits one after the other
    /// @param firstVersion of the first of them
    /// @param loggedBytes what they take in the log
    void add(List<WriteSet> commits, long firstVersion, long loggedBytes) {
        long added = 0;
        long version = firstVersion;
        List<Entry> points = new ArrayList<>(commits.getFirst().points().size());
        for (WriteSet writes : commits) {
            added += add(writes, version++, points);
        }
        entries.addAll(points);
        forgetRangeDeletes();
        bytes.setRelease(bytes.getPlain() + added);
        logBytes += loggedBytes;
        lastVersion = version - 1;
    }

    /// @param points where what is said of single keys goes
    /// @return what the commit takes here
    private long add(WriteSet writes, long version, List<Entry> points) {
        long added = 0;
        for (Map.Entry<Bytes, WriteSet.Write> write : writes.points().entrySet()) {
            Entry entry =
                    switch (write.getValue()) {
                        case WriteSet.Put(Bytes value) -> Entry.put(write.getKey(), version, value);
                        case WriteSet.Delete() -> Entry.delete(write.getKey(), version);
                    };
            points.add(entry);
            added += ENTRY_OVERHEAD_BYTES + entry.key().size() + entry.value().size();
        }
        for (Map.Entry<Bytes, Bytes> range : writes.ranges().entries()) {
            rangeDeletes = rangeDeletes.plus(range.getKey(), range.getValue(), version);
            added += ENTRY_OVERHEAD_BYTES + range.getKey().size() + range.getValue().size();
        }
        return added;
    }

    /// Who deletes from a table's begin again and again, as a queue does, would otherwise make each deletion, each
    /// read and each flush slower than the one before.
    private void forgetRangeDeletes() {
        if (rangeDeletes.versionCount() > rangeVersionsMax) {
            rangeDeletes = rangeDeletes.needed(liveVersions.get(), false);
            rangeVersionsMax = Math.max(RANGE_VERSIONS_MIN, 2 * rangeDeletes.versionCount());
        }
    }

    boolean isEmpty() {
        return lastVersion == 0;
    }

    boolean isFull(long bytesMax, long logBytesMax) {
        return bytes.getAcquire() >= bytesMax
                || logBytes >= logBytesMax
                || rangeDeletes.fragmentCount() > RANGE_FRAGMENTS_MAX;
    }

    long bytes() {
        return bytes.getAcquire();
    }

    /// Of the latest commit added; 0 when there is none.
    long lastVersion() {
        return lastVersion;
    }

    @Override
    public Optional<Entry> newest(Bytes key, long version) {
        return isEmpty()
                ? Optional.empty()
                : entries.ceiling(Entry.probe(key, version))
                        .filter(found -> found.key().equals(key));
    }

    @Override
    public Iterator<Entry> ascending(Bytes from, Bytes to) {
        return entries.ascending(Entry.probe(from, Entry.NEWEST), Entry.probe(to, Entry.NEWEST));
    }

    @Override
    public Iterator<Entry> descending(Bytes from, Bytes to) {
        return entries.descending(Entry.probe(from, Entry.NEWEST), Entry.probe(to, Entry.NEWEST));
    }

    /// Every entry, in order.
    Iterator<Entry> all() {
        return entries.all();
    }

    @Override
    public RangeDeletes rangeDeletes() {
        return rangeDeletes;
    }
}
