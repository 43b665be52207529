package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NoSuchElementException;

/// Walks the keys of a range that a view has, a chunk at a time. Between chunks it holds nothing of
/// the tree, so a walk that is left in the middle costs nothing. Single-owner.
final class TreeScan implements Iterator<Entry> {
    private static final Bytes ZERO = Bytes.copyOf((byte) 0);

    enum Direction {
        FORWARD,
        BACKWARD;

        List<Entry> chunk(TreeState tree, Bytes from, Bytes to, long version) {
            return switch (this) {
                case FORWARD -> tree.scan(from, to, version);
                case BACKWARD -> tree.scanBackward(from, to, version);
            };
        }

        /// A view of `map` that has its first key where a walk begins.
        <V> NavigableMap<Bytes, V> order(NavigableMap<Bytes, V> map) {
            return switch (this) {
                case FORWARD -> map;
                case BACKWARD -> map.descendingMap();
            };
        }

        /// Below zero when a walk comes to `a` before it comes to `b`.
        int compare(Bytes a, Bytes b) {
            return switch (this) {
                case FORWARD -> a.compareTo(b);
                case BACKWARD -> b.compareTo(a);
            };
        }
    }

    /// Where the entries come from.
    @FunctionalInterface
    interface Chunks {
        /// The first entries of the range, seen from where the walk comes; none when it is empty.
        List<Entry> read(Bytes from, Bytes to);
    }

    private final Chunks chunks;
    private final Direction direction;
    private Bytes from;
    private Bytes to;
    private Iterator<Entry> chunk = List.<Entry>of().iterator();
    private boolean exhausted;

    TreeScan(Chunks chunks, Direction direction, Bytes from, Bytes to) {
        this.chunks = chunks;
        this.direction = direction;
        this.from = from;
        this.to = to;
    }

    /// The least key greater than `key`.
    static Bytes after(Bytes key) {
        return Bytes.concat(key, ZERO);
    }

    @Override
    public boolean hasNext() {
        if (!chunk.hasNext() && !exhausted) {
            List<Entry> entries = from.compareTo(to) < 0 ? chunks.read(from, to) : List.<Entry>of();
            chunk = entries.iterator();
            exhausted = entries.isEmpty();
            if (!exhausted) {
                switch (direction) {
                    case FORWARD -> from = after(entries.getLast().key());
                    case BACKWARD -> to = entries.getLast().key();
                }
            }
        }
        return chunk.hasNext();
    }

    @Override
    public Entry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return chunk.next();
    }
}
