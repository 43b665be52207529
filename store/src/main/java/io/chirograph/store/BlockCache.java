package io.chirograph.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// The blocks read last, unpacked, up to a count of bytes. Thread-safe; in parts with a lock each,
/// so that readers seldom meet.
final class BlockCache {
    private static final int PARTS = 16;
    private static final int BLOCK_OVERHEAD_BYTES = 120;

    private record Place(long table, long offset) {}

    /// Guarded by itself. Oldest use first.
    private static final class Part {
        private final LinkedHashMap<Place, byte[]> blocks = new LinkedHashMap<>(16, 0.75f, true);
        private long bytes;
    }

    private final Part[] parts = new Part[PARTS];
    private final long partBytesMax;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    BlockCache(int bytesMax) {
        this.partBytesMax = bytesMax / PARTS;
        for (int i = 0; i < PARTS; i++) {
            parts[i] = new Part();
        }
    }

    long bytesMax() {
        return partBytesMax * PARTS;
    }

    private Part partOf(Place place) {
        return parts[Math.floorMod(place.hashCode(), PARTS)];
    }

    Optional<byte[]> find(long table, long offset) {
        Place place = new Place(table, offset);
        Part part = partOf(place);
        synchronized (part) {
            Optional<byte[]> block = Optional.ofNullable(part.blocks.get(place));
            (block.isPresent() ? hits : misses).increment();
            return block;
        }
    }

    void keep(long table, long offset, byte[] block) {
        Place place = new Place(table, offset);
        Part part = partOf(place);
        synchronized (part) {
            byte[] before = part.blocks.put(place, block);
            part.bytes += block.length + BLOCK_OVERHEAD_BYTES;
            if (before != null) {
                part.bytes -= before.length + BLOCK_OVERHEAD_BYTES;
            }
            var oldest = part.blocks.entrySet().iterator();
            while (part.bytes > partBytesMax && oldest.hasNext()) {
                Map.Entry<Place, byte[]> dropped = oldest.next();
                part.bytes -= dropped.getValue().length + BLOCK_OVERHEAD_BYTES;
                oldest.remove();
            }
        }
    }

    long hits() {
        return hits.sum();
    }

    long misses() {
        return misses.sum();
    }
}
