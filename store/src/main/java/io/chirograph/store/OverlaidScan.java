package io.chirograph.store;

import io.chirograph.store.TreeScan.Direction;
import io.chirograph.store.WriteSet.Write;
import io.chirograph.types.Bytes;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;

/// A walk through a range of the tree with a transaction's own writes on top, as they were when the
/// walk began. Single-owner.
final class OverlaidScan implements Iterator<KeyValue> {
    private final Iterator<Entry> below;
    private final WriteSet writes;
    private final EarlierWrites earlier;
    private final int scan;
    private final Direction direction;
    private final KeyRangeSet deleted;
    private final NavigableMap<Bytes, Write> nowAbove;
    private final NavigableMap<Bytes, ?> earlierAbove;
    private Optional<Entry> nextBelow = Optional.empty();
    private Optional<Bytes> position = Optional.empty();
    private Optional<Entry> next = Optional.empty();

    OverlaidScan(
            Iterator<Entry> below,
            WriteSet writes,
            EarlierWrites earlier,
            Direction direction,
            Bytes from,
            Bytes to) {
        this.below = below;
        this.writes = writes;
        this.earlier = earlier;
        this.scan = earlier.beginScan();
        this.direction = direction;
        this.deleted = writes.ranges().copy();
        Bytes end = from.compareTo(to) < 0 ? to : from;
        this.nowAbove = direction.order(writes.points().subMap(from, true, end, false));
        this.earlierAbove = direction.order(earlier.between(from, end));
    }

    @Override
    public boolean hasNext() {
        while (next.isEmpty()) {
            if (nextBelow.isEmpty() && below.hasNext()) {
                nextBelow = Optional.of(below.next());
            }
            Optional<Bytes> keyBelow = nextBelow.map(Entry::key);
            Optional<Bytes> keyAbove =
                    nearer(keyAfterPosition(nowAbove), keyAfterPosition(earlierAbove));
            Optional<Bytes> reached = nearer(keyBelow, keyAbove);
            if (reached.isEmpty()) {
                return false;
            }
            position = reached;
            step(reached.get(), keyAbove.equals(reached));
            if (keyBelow.equals(reached)) {
                nextBelow = Optional.empty();
            }
        }
        return true;
    }

    private Optional<Bytes> keyAfterPosition(NavigableMap<Bytes, ?> above) {
        var found = position.isPresent() ? above.higherEntry(position.get()) : above.firstEntry();
        return Optional.ofNullable(found).map(entry -> entry.getKey());
    }

    /// The one that the walk comes to first.
    private Optional<Bytes> nearer(Optional<Bytes> a, Optional<Bytes> b) {
        boolean takesA = a.isPresent() && (b.isEmpty() || direction.compare(a.get(), b.get()) <= 0);
        return takesA ? a : b;
    }

    /// Moves to `key`, and finds what is to be seen there.
    private void step(Bytes key, boolean mayBeWritten) {
        Optional<Write> own = mayBeWritten ? earlier.asOf(scan, key, writes) : Optional.empty();
        next = own.isPresent() ? written(key, own.get()) : read(key);
    }

    private static Optional<Entry> written(Bytes key, Write own) {
        return switch (own) {
            case WriteSet.Put(Bytes value) -> Optional.of(Entry.put(key, Entry.NEWEST, value));
            case WriteSet.Delete() -> Optional.empty();
        };
    }

    private Optional<Entry> read(Bytes key) {
        return nextBelow.filter(entry -> entry.key().equals(key) && !deleted.contains(key));
    }

    @Override
    public KeyValue next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        KeyValue found = next.map(Entry::toKeyValue).orElseThrow();
        next = Optional.empty();
        return found;
    }
}
