package io.chirograph.store;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The textbook's other way to divide a space: one list of gaps, pieces of just the size that is wanted,
/// neighbouring gaps joined (Knuth, "The Art of Computer Programming" 1, 2.5). What [SlabPool] is
/// compared with.
final class GapList {
    enum Fit {
        /// The first gap that is large enough.
        FIRST,
        /// The smallest that is.
        BEST
    }

    private final Fit fit;
    private final TreeMap<Long, Long> bytesByOffset = new TreeMap<>();
    private long looked;

    GapList(Fit fit, long bytes) {
        this.fit = fit;
        bytesByOffset.put(0L, bytes);
    }

    Optional<Long> allocate(int size) {
        Stream<Map.Entry<Long, Long>> fitting =
                bytesByOffset.entrySet().stream()
                        .peek(gap -> looked++)
                        .filter(gap -> gap.getValue() >= size);
        Optional<Map.Entry<Long, Long>> gap =
                switch (fit) {
                    case FIRST -> fitting.findFirst();
                    case BEST -> fitting.min(Comparator.comparing(Map.Entry::getValue));
                };
        gap.ifPresent(taken -> {
            long offset = taken.getKey();
            long left = taken.getValue() - size;
            bytesByOffset.remove(offset);
            if (left > 0) {
                bytesByOffset.put(offset + size, left);
            }
        });
        return gap.map(Map.Entry::getKey);
    }

    void free(long offset, int size) {
        long begin = offset;
        long end = offset + size;
        Map.Entry<Long, Long> before = bytesByOffset.floorEntry(offset);
        if (before != null && before.getKey() + before.getValue() == begin) {
            begin = before.getKey();
        }
        Long after = bytesByOffset.remove(end);
        bytesByOffset.put(begin, end + (after == null ? 0 : after) - begin);
    }

    int gaps() {
        return bytesByOffset.size();
    }

    /// How many gaps were looked at, in all.
    long looked() {
        return looked;
    }
}
