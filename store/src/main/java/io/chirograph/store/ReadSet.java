package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.Optional;
import java.util.TreeSet;

/// What others must not have written for a transaction to commit: by default what it read, single
/// keys and ranges with all that was absent from them. Single-owner.
final class ReadSet {
    /// Every one is checked at commit. Larger reads belong into a snapshot.
    private static final int READS_MAX = 1 << 20;

    private final TreeSet<Bytes> points = new TreeSet<>();
    private final KeyRangeSet ranges = new KeyRangeSet();

    void addKey(Bytes key) {
        points.add(key);
        checkSize();
    }

    void addRange(Bytes from, Bytes to) {
        ranges.add(from, to);
        checkSize();
    }

    private void checkSize() {
        if (points.size() + ranges.size() > READS_MAX) {
            throw new StoreException(
                    "transaction reads more than %d keys and ranges; read through a snapshot, or scan a range"
                            .formatted(READS_MAX));
        }
    }

    /// Adds what the transaction itself writes; not counted among the reads.
    void addWritten(WriteSet writes) {
        points.addAll(writes.points().keySet());
        writes.ranges().entries().forEach(range -> ranges.add(range.getKey(), range.getValue()));
    }

    boolean isEmpty() {
        return points.isEmpty() && ranges.isEmpty();
    }

    /// Any key of this set; there must be one.
    Bytes anyKey() {
        return points.isEmpty() ? ranges.entries().iterator().next().getKey() : points.first();
    }

    /// A key of this set that `writes` changes.
    Optional<Bytes> firstChangedBy(WriteSet writes) {
        for (Bytes written : writes.points().keySet()) {
            if (points.contains(written) || ranges.contains(written)) {
                return Optional.of(written);
            }
        }
        for (var deleted : writes.ranges().entries()) {
            Optional<Bytes> point =
                    Optional.ofNullable(points.ceiling(deleted.getKey()))
                            .filter(key -> key.compareTo(deleted.getValue()) < 0);
            Optional<Bytes> found =
                    point.or(() -> ranges.firstCommon(deleted.getKey(), deleted.getValue()));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
