package io.chirograph.store;

import io.chirograph.store.TreeScan.Direction;
import io.chirograph.types.Bytes;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;

/// A walk through a range of the tree with a transaction's own writes on top. What the transaction
/// writes ahead of the walk while it goes on is seen. Single-owner.
final class OverlaidScan implements Iterator<KeyValue> {
    private final Iterator<Entry> below;
    private final WriteSet writes;
    private final Direction direction;
    private final NavigableMap<Bytes, WriteSet.Write> above;
    private Optional<Entry> nextBelow = Optional.empty();
    private Optional<Bytes> position = Optional.empty();
    private Optional<Entry> next = Optional.empty();

    OverlaidScan(
            Iterator<Entry> below, WriteSet writes, Direction direction, Bytes from, Bytes to) {
        this.below = below;
        this.writes = writes;
        this.direction = direction;
        this.above =
                direction.order(
                        writes.points()
                                .subMap(from, true, from.compareTo(to) < 0 ? to : from, false));
    }

    @Override
    public boolean hasNext() {
        while (next.isEmpty()) {
            if (nextBelow.isEmpty() && below.hasNext()) {
                nextBelow = Optional.of(below.next());
            }
            Optional<Map.Entry<Bytes, WriteSet.Write>> nextAbove =
                    Optional.ofNullable(
                            position.isPresent()
                                    ? above.higherEntry(position.get())
                                    : above.firstEntry());
            if (nextBelow.isEmpty() && nextAbove.isEmpty()) {
                return false;
            }
            step(nextAbove);
        }
        return true;
    }

    /// Moves on by one key, and to what is found there if it is present.
    private void step(Optional<Map.Entry<Bytes, WriteSet.Write>> nextAbove) {
        Optional<Bytes> keyBelow = nextBelow.map(Entry::key);
        boolean takesAbove =
                nextAbove.isPresent()
                        && keyBelow.map(key ->
                                        direction.compare(nextAbove.get().getKey(), key) <= 0)
                                .orElse(true);
        if (takesAbove) {
            Bytes key = nextAbove.get().getKey();
            position = Optional.of(key);
            if (keyBelow.equals(position)) {
                nextBelow = Optional.empty();
            }
            next =
                    switch (nextAbove.get().getValue()) {
                        case WriteSet.Put(Bytes value) ->
                                Optional.of(Entry.put(key, Entry.NEWEST, value));
                        case WriteSet.Delete() -> Optional.empty();
                    };
        } else {
            position = keyBelow;
            next = nextBelow.filter(entry -> !writes.ranges().contains(entry.key()));
            nextBelow = Optional.empty();
        }
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
