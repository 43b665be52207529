package io.chirograph.consensus.pbft;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The heights between the watermarks: above the stable checkpoint, and at most a window above it.
final class Slots {
    private final int window;
    private final SortedMap<Long, Slot> slots = new TreeMap<>();
    private long low;
    private long end = Long.MAX_VALUE;

    Slots(int window, long low) {
        this.window = window;
        this.low = low;
    }

    /// The stable checkpoint.
    long low() {
        return low;
    }

    long high() {
        return Math.min(low + window, end);
    }

    /// The last height these validators agree on; the greatest number while no other set is decided.
    long end() {
        return end;
    }

    void endAt(long height) {
        end = height;
    }

    boolean contains(long height) {
        return height > low && height <= high();
    }

    /// The slot of a height between the watermarks.
    Slot at(long height) {
        if (!contains(height)) {
            throw new IllegalArgumentException(
                    "height %d is not between the watermarks %d and %d"
                            .formatted(height, low, high()));
        }
        return slots.computeIfAbsent(height, Slot::new);
    }

    /// The slot of `height` if anything is known of it.
    Optional<Slot> find(long height) {
        return Optional.ofNullable(slots.get(height));
    }

    /// The known slots above `height`, ascending.
    Iterable<Slot> above(long height) {
        return slots.tailMap(height + 1).values();
    }

    /// Makes `height` the stable checkpoint.
    void advance(long height) {
        low = height;
        slots.headMap(height + 1).clear();
    }
}
