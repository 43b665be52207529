package io.chirograph.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// The blocks used last. In parts with a lock each, so that readers seldom meet.
final class LruBlocks implements CachedBlocks {
    private static final int PARTS = 16;

    /// Guarded by itself. Oldest use first.
    private static final class Part {
        private final LinkedHashMap<Place, byte[]> blocks = new LinkedHashMap<>(16, 0.75f, true);
        private long bytes;
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
    public Optional<byte[]> find(Place place) {
        Part part = partOf(place);
        synchronized (part) {
            return Optional.ofNullable(part.blocks.get(place));
        }
    }

    @Override
    public void keep(Place place, byte[] block) {
        Part part = partOf(place);
        synchronized (part) {
            byte[] before = part.blocks.put(place, block);
            part.bytes += CachedBlocks.cost(block);
            if (before != null) {
                part.bytes -= CachedBlocks.cost(before);
            }
            var oldest = part.blocks.entrySet().iterator();
            while (part.bytes > partBytesMax && oldest.hasNext()) {
                Map.Entry<Place, byte[]> dropped = oldest.next();
                part.bytes -= CachedBlocks.cost(dropped.getValue());
                oldest.remove();
            }
        }
    }

    @Override
    public void forEach(BiConsumer<Place, byte[]> action) {
        for (Part part : parts) {
            Map<Place, byte[]> copy;
            synchronized (part) {
                copy = new LinkedHashMap<>(part.blocks);
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
