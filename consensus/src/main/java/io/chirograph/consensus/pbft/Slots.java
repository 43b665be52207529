package io.chirograph.consensus.pbft;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The heights between the watermarks: above the stable checkpoint, and at most a window above it. Each has a
/// place in a ring. Single-owner.
final class Slots {
    private final int window;

    /// A power of two places, at least a window.
    private final @Nullable Slot[] ring;

    private long low;

    /// Above it nothing is known.
    private long top;

    private long end = Long.MAX_VALUE;

    Slots(int window, long low) {
        this.window = window;
        this.ring = new Slot[Integer.highestOneBit(Math.max(1, window - 1)) * 2];
        this.low = low;
        this.top = low;
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

    private @Nullable Slot known(long height) {
        return height > low && height <= top ? ring[place(height)] : null;
    }

    private int place(long height) {
        return (int) height & (ring.length - 1);
    }

    /// The slot of a height between the watermarks.
    Slot at(long height) {
        if (!contains(height)) {
            throw new IllegalArgumentException(
                    "height %d is not between the watermarks %d and %d"
                            .formatted(height, low, high()));
        }
        Slot slot = known(height);
        if (slot == null) {
            slot = new Slot(height);
            ring[place(height)] = slot;
            top = Math.max(top, height);
        }
        return slot;
    }

    /// The slot of `height` if anything is known of it.
    Optional<Slot> find(long height) {
        return Optional.ofNullable(known(height));
    }

    /// The known slots above `height`, ascending.
    Iterable<Slot> above(long height) {
        return () -> new Ascending(Math.max(height, low));
    }

    private final class Ascending implements Iterator<Slot> {
        /// Everything up to here has been given.
        private long height;

        private @Nullable Slot next;

        Ascending(long height) {
            this.height = height;
            advance();
        }

        private void advance() {
            next = null;
            while (next == null && height < top) {
                height++;
                next = known(height);
            }
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Slot next() {
            Slot slot = next;
            if (slot == null) {
                throw new NoSuchElementException();
            }
            advance();
            return slot;
        }
    }

    /// Makes `height` the stable checkpoint.
    void advance(long height) {
        for (long passed = low + 1; passed <= Math.min(height, top); passed++) {
            ring[place(passed)] = null;
        }
        low = height;
        top = Math.max(top, height);
    }
}
