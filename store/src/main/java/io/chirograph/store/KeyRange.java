package io.chirograph.store;

import io.chirograph.types.Bytes;

/// The keys of a table from one (inclusive) to another (exclusive), in unsigned byte order.
/// Immutable; the arrays given are copied.
public final class KeyRange {
    private static final KeyRange ALL = new KeyRange(Bytes.EMPTY, Bytes.EMPTY, false);

    private final Bytes from;
    private final Bytes to;
    private final boolean bounded;

    private KeyRange(Bytes from, Bytes to, boolean bounded) {
        this.from = from;
        this.to = to;
        this.bounded = bounded;
    }

    public static KeyRange all() {
        return ALL;
    }

    /// @param to exclusive
    /// @throws IllegalArgumentException when `to` is less than `from`
    public static KeyRange of(byte[] from, byte[] to) {
        KeyRange range = new KeyRange(Bytes.copyOf(from), Bytes.copyOf(to), true);
        if (range.from.compareTo(range.to) > 0) {
            throw new IllegalArgumentException(
                    "range begins at %s, behind its end %s".formatted(range.from, range.to));
        }
        return range;
    }

    public static KeyRange atLeast(byte[] from) {
        return new KeyRange(Bytes.copyOf(from), Bytes.EMPTY, false);
    }

    public static KeyRange lessThan(byte[] to) {
        return new KeyRange(Bytes.EMPTY, Bytes.copyOf(to), true);
    }

    /// All keys that start with `prefix`.
    public static KeyRange prefix(byte[] prefix) {
        byte[] end = prefix.clone();
        for (int last = end.length - 1; last >= 0; last--) {
            if (end[last] != (byte) 0xff) {
                end[last]++;
                Bytes to = Bytes.owning(end).slice(0, last + 1);
                return new KeyRange(Bytes.copyOf(prefix), to, true);
            }
        }
        return atLeast(prefix);
    }

    /// The first key of the range within the whole tree of `table`.
    Bytes first(Table table) {
        return table.treeKey(from);
    }

    /// The end (exclusive) of the range within the whole tree.
    Bytes end(Table table) {
        return bounded ? table.treeKey(to) : table.end();
    }

    @Override
    public String toString() {
        return "[" + from + ", " + (bounded ? to : "end") + ")";
    }
}
