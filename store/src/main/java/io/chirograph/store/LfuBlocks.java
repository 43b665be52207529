package io.chirograph.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/// The blocks used most often since they came. In parts with a lock each, so that readers seldom
/// meet. A use costs the logarithm of a part's count of blocks.
final class LfuBlocks implements CachedBlocks {
    private static final int PARTS = 16;

    /// Immutable. In the order in which they go.
    private static final class Held implements Comparable<Held> {
        private final Place place;
        private final byte[] block;

        /// Since the block came.
        private final long uses;

        /// By a clock that ticks with every use.
        private final long lastUse;

        Held(Place place, byte[] block, long uses, long lastUse) {
            this.place = place;
            this.block = block;
            this.uses = uses;
            this.lastUse = lastUse;
        }

        byte[] block() {
            return block;
        }

        @Override
        public int compareTo(Held other) {
            int byUses = Long.compare(uses, other.uses);
            return byUses != 0 ? byUses : Long.compare(lastUse, other.lastUse);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Held held && compareTo(held) == 0;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(lastUse);
        }
    }

    /// Guarded by itself.
    private static final class Part {
        private final Map<Place, Held> blocks = new HashMap<>();

        /// The one to go first.
        private final NavigableSet<Held> byUse = new TreeSet<>();

        private long bytes;
        private long clock;

        Optional<byte[]> find(Place place) {
            Optional<Held> held = Optional.ofNullable(blocks.get(place));
            held.ifPresent(found -> {
                drop(found);
                add(place, found.block, found.uses + 1);
            });
            return held.map(Held::block);
        }

        void add(Place place, byte[] block, long uses) {
            Held held = new Held(place, block, uses, clock++);
            blocks.put(place, held);
            byUse.add(held);
            bytes += CachedBlocks.cost(block);
        }

        void drop(Held held) {
            blocks.remove(held.place);
            byUse.remove(held);
            bytes -= CachedBlocks.cost(held.block);
        }
    }

    private final Part[] parts = new Part[PARTS];
    private final long partBytesMax;

    LfuBlocks(long bytesMax) {
        this.partBytesMax = bytesMax / PARTS;
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new Part();
        }
    }

    private Part partOf(Place place) {
        return parts[Math.floorMod(place.hashCode(), PARTS)];
    }

    @Override
    public Optional<byte[]> find(Place place) {
        Part part = partOf(place);
        synchronized (part) {
            return part.find(place);
        }
    }

    @Override
    public void keep(Place place, byte[] block) {
        Part part = partOf(place);
        synchronized (part) {
            Optional.ofNullable(part.blocks.get(place)).ifPresent(part::drop);
            // Room first, so that the newcomer, used once, is not the one to go.
            while (!part.byUse.isEmpty() && part.bytes + CachedBlocks.cost(block) > partBytesMax) {
                part.drop(part.byUse.first());
            }
            if (CachedBlocks.cost(block) <= partBytesMax) {
                part.add(place, block, 1);
            }
        }
    }

    @Override
    public void forEach(BiConsumer<Place, byte[]> action) {
        for (Part part : parts) {
            List<Held> copy;
            synchronized (part) {
                copy = new ArrayList<>(part.byUse);
            }
            copy.forEach(held -> action.accept(held.place, held.block));
        }
    }

    @Override
    public long bytes() {
        long bytes = 0;
        for (Part part : parts) {
            synchronized (part) {
                bytes += part.bytes;
            }
        }
        return bytes;
    }
}
