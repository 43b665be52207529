package io.chirograph.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/// The blocks used most often since they came. In parts with a lock each, so that readers seldom
/// meet. A use costs the logarithm of a part's count of blocks.
final class LfuBlocks implements CachedBlocks {
    private static final int PARTS = 16;

    /// Immutable. In the order in which they go.
    private static final class Held implements Comparable<Held> {
        private final CachedBlock block;

        /// Since the block came.
        private final long uses;

        /// By a clock that ticks with every use.
        private final long lastUse;

        Held(CachedBlock block, long uses, long lastUse) {
            this.block = block;
            this.uses = uses;
            this.lastUse = lastUse;
        }

        CachedBlock block() {
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

        Optional<CachedBlock> find(Place place) {
            Optional<Held> held = Optional.ofNullable(blocks.get(place));
            held.ifPresent(found -> {
                drop(found);
                add(found.block, found.uses + 1);
            });
            return held.map(Held::block);
        }

        void add(CachedBlock block, long uses) {
            Held held = new Held(block, uses, clock++);
            blocks.put(block.place(), held);
            byUse.add(held);
            bytes += block.cost();
        }

        private void drop(Held held) {
            blocks.remove(held.block.place());
            byUse.remove(held);
            bytes -= held.block.cost();
        }

        void letGo(Held held) {
            drop(held);
            held.block.letGo();
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
    public Optional<CachedBlock> find(Place place) {
        Part part = partOf(place);
        synchronized (part) {
            return part.find(place);
        }
    }

    @Override
    public void keep(CachedBlock block) {
        Part part = partOf(block.place());
        synchronized (part) {
            Optional.ofNullable(part.blocks.get(block.place())).ifPresent(part::letGo);
            // Room first, so that the newcomer, used once, is not the one to go.
            while (!part.byUse.isEmpty() && part.bytes + block.cost() > partBytesMax) {
                part.letGo(part.byUse.first());
            }
            if (block.cost() <= partBytesMax) {
                part.add(block, 1);
            } else {
                block.letGo();
            }
        }
    }

    @Override
    public void forEach(Consumer<CachedBlock> action) {
        for (Part part : parts) {
            List<Held> copy;
            synchronized (part) {
                copy = new ArrayList<>(part.byUse);
            }
            copy.forEach(held -> action.accept(held.block));
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
