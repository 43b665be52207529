package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A union of key ranges, kept as ranges that neither overlap nor touch. Single-owner while it
/// changes.
final class KeyRangeSet {
    /// From the begin of a range to its end (exclusive).
    private final TreeMap<Bytes, Bytes> ranges = new TreeMap<>();

    void add(Bytes from, Bytes to) {
        if (from.compareTo(to) >= 0) {
            return;
        }
        Bytes begin = from;
        Bytes end = to;
        Map.Entry<Bytes, Bytes> before = ranges.floorEntry(from);
        if (before != null && before.getValue().compareTo(from) >= 0) {
            begin = before.getKey();
        }
        // Everything that begins inside the new range, or at its end, becomes part of it.
        Map<Bytes, Bytes> joined = ranges.subMap(begin, true, to, true);
        for (Bytes joinedEnd : joined.values()) {
            end = joinedEnd.compareTo(end) > 0 ? joinedEnd : end;
        }
        joined.clear();
        ranges.put(begin, end);
    }

    KeyRangeSet copy() {
        KeyRangeSet copy = new KeyRangeSet();
        copy.ranges.putAll(ranges);
        return copy;
    }

    boolean contains(Bytes key) {
        Map.Entry<Bytes, Bytes> range = ranges.floorEntry(key);
        return range != null && key.compareTo(range.getValue()) < 0;
    }

    /// The first key that lies both in this set and in the range from `from` to `to` (exclusive).
    Optional<Bytes> firstCommon(Bytes from, Bytes to) {
        Optional<Bytes> first =
                contains(from) ? Optional.of(from) : Optional.ofNullable(ranges.ceilingKey(from));
        return first.filter(key -> key.compareTo(to) < 0);
    }

    Set<Map.Entry<Bytes, Bytes>> entries() {
        return ranges.entrySet();
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    int size() {
        return ranges.size();
    }
}
