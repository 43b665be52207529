package io.chirograph.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Divides a space into pieces by classes of size (Bonwick, "The slab allocator", 1994). What [CacheRing] is
/// compared with.
///
/// The space is cut into slabs. A slab belongs to one class and is cut into pieces of its size; eight
/// classes for each doubling, so a piece is at most an eighth larger than what is in it. A slab whose
/// pieces are all free belongs to nobody again.
final class SlabPool {
    private static final int PIECE_BYTES_MIN = 256;
    private static final int CLASSES_PER_DOUBLING = 8;
    private static final int NO_CLASS = -1;

    /// A part of the space.
    ///
    /// @param offset of its begin
    /// @param size what is wanted of it
    /// @param slab that it is in
    record Piece(long offset, int size, int slab) {}

    private final int slabBytes;
    private final int[] classBytes;
    private final List<Deque<Long>> freeByClass = new ArrayList<>();
    private final int[] classOfSlab;
    private final int[] piecesInUse;

    /// Slabs that have a class, the longest ago first.
    private final Deque<Integer> assigned = new ArrayDeque<>();

    private final Deque<Integer> freeSlabs = new ArrayDeque<>();
    private long usedBytes;

    /// @param slabBytes the largest piece
    /// @param slabs how many there are
    SlabPool(int slabBytes, int slabs) {
        this.slabBytes = slabBytes;
        this.classBytes = classes(slabBytes);
        this.classOfSlab = new int[slabs];
        this.piecesInUse = new int[slabs];
        Arrays.fill(classOfSlab, NO_CLASS);
        for (int i = 0; i < classBytes.length; i++) {
            freeByClass.add(new ArrayDeque<>());
        }
        for (int slab = 0; slab < slabs; slab++) {
            freeSlabs.add(slab);
        }
    }

    private static int[] classes(int largest) {
        List<Integer> sizes = new ArrayList<>();
        for (int doubled = PIECE_BYTES_MIN; doubled < largest; doubled *= 2) {
            for (int step = 0; step < CLASSES_PER_DOUBLING; step++) {
                int size = doubled + doubled / CLASSES_PER_DOUBLING * step;
                if (size < largest) {
                    sizes.add(size);
                }
            }
        }
        sizes.add(largest);
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    private int classOf(int size) {
        int at = Arrays.binarySearch(classBytes, size);
        return at >= 0 ? at : -at - 1;
    }

    /// @param size 1 to the size of a slab
    /// @return empty when a slab has to be reclaimed first
    Optional<Piece> allocate(int size) {
        int wanted = classOf(size);
        Deque<Long> free = freeByClass.get(wanted);
        if (free.isEmpty() && !freeSlabs.isEmpty()) {
            assign(freeSlabs.remove(), wanted);
        }
        if (free.isEmpty()) {
            return Optional.empty();
        }
        long offset = free.remove();
        int slab = (int) (offset / slabBytes);
        piecesInUse[slab]++;
        usedBytes += size;
        return Optional.of(new Piece(offset, size, slab));
    }

    private void assign(int slab, int wanted) {
        classOfSlab[slab] = wanted;
        assigned.add(slab);
        int pieces = slabBytes / classBytes[wanted];
        for (int piece = 0; piece < pieces; piece++) {
            freeByClass
                    .get(wanted)
                    .add((long) slab * slabBytes + (long) piece * classBytes[wanted]);
        }
    }

    /// @param piece that was allocated and not given back since
    void free(Piece piece) {
        int slab = piece.slab();
        int own = classOfSlab[slab];
        usedBytes -= piece.size();
        piecesInUse[slab]--;
        freeByClass.get(own).add(piece.offset());
        if (piecesInUse[slab] == 0) {
            release(slab);
        }
    }

    private void release(int slab) {
        long begin = (long) slab * slabBytes;
        freeByClass
                .get(classOfSlab[slab])
                .removeIf(offset -> offset >= begin && offset < begin + slabBytes);
        classOfSlab[slab] = NO_CLASS;
        assigned.remove(slab);
        freeSlabs.add(slab);
    }

    /// The slab that has had its class for longest: the one to reclaim, by freeing all that is in it.
    Optional<Integer> oldest() {
        return Optional.ofNullable(assigned.peek());
    }

    /// What is in all pieces.
    long usedBytes() {
        return usedBytes;
    }
}
