package io.chirograph.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The blocks used last. In parts with a lock each, so that readers seldom meet.
final class LruBlocks implements CachedBlocks {
    private static final int PARTS = 16;

    /// Guarded by itself. Oldest use first.
    private static final class Part {
        private final LinkedHashMap<Place, CachedBlock> blocks =
                new LinkedHashMap<>(16, 0.75f, true);
        private long bytes;

        void letGo(CachedBlock block) {
            bytes -= block.cost();
            block.letGo();
        }
    }

    private final Part[] parts = new Part[PARTS];
    private final long partBytesMax;

    LruBlocks(long bytesMax) {
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
            return Optional.ofNullable(part.blocks.get(place));
        }
    }

    @Override
    public void keep(CachedBlock block) {
        Part part = partOf(block.place());
        synchronized (part) {
            CachedBlock before = part.blocks.put(block.place(), block);
            part.bytes += block.cost();
            if (before != null) {
                part.letGo(before);
            }
            var oldest = part.blocks.values().iterator();
            while (part.bytes > partBytesMax && oldest.hasNext()) {
                CachedBlock dropped = oldest.next();
                oldest.remove();
                part.letGo(dropped);
            }
        }
    }

    @Override
    public void forEach(Consumer<CachedBlock> action) {
        for (Part part : parts) {
            List<CachedBlock> copy;
            synchronized (part) {
                copy = new ArrayList<>(part.blocks.values());
            }
            copy.forEach(action);
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
