package io.chirograph.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// Divides a space among things that are kept until there is no room: they lie one behind another, in the
/// order they came, and whoever comes next takes the place of the oldest. It knows places only, not what
/// is there. Single-owner.
///
/// So nothing is searched for, and no gap lasts longer than one way round: what was given back, or was too
/// small at the end of the space, is used again when its turn comes (`SpaceDivisionProperties` compares it
/// with classes of size, first fit and best fit).
///
/// @param <K> names what is kept
final class CacheRing<K> {
    /// A part of the space.
    ///
    /// @param offset of its begin
    record Piece<K>(K key, long offset, int size) {}

    private final long bytes;

    /// What lies in the space, the oldest first, which is the first one at or behind the head.
    private final Deque<Piece<K>> pieces = new ArrayDeque<>();

    private final Consumer<Piece<K>> overwritten;

    /// Where the next one goes.
    private long head;

    private long usedBytes;
    private long keptBytes;
    private long evicted;

    /// @param bytes of the space
    /// @param overwritten told of each piece whose place is taken, also when it was given back before
    CacheRing(long bytes, Consumer<Piece<K>> overwritten) {
        this.bytes = bytes;
        this.overwritten = overwritten;
    }

    /// The place of what comes next. What was there before is overwritten.
    ///
    /// @param size 1 to the size of the space
    Piece<K> allocate(K key, int size) {
        if (head + size > bytes) {
            takeUpTo(bytes);
            head = 0;
        }
        takeUpTo(head + size);
        Piece<K> piece = new Piece<>(key, head, size);
        pieces.add(piece);
        head += size;
        usedBytes += size;
        keptBytes += size;
        return piece;
    }

    /// Ends the pieces between the head and `end`.
    private void takeUpTo(long end) {
        Piece<K> oldest = pieces.peek();
        while (oldest != null && oldest.offset() >= head && oldest.offset() < end) {
            pieces.remove();
            usedBytes -= oldest.size();
            evicted++;
            overwritten.accept(oldest);
            oldest = pieces.peek();
        }
    }

    /// `piece` has nothing in it any more that is wanted: either given back, which leaves a gap, or overwritten.
    void forget(Piece<K> piece) {
        keptBytes -= piece.size();
    }

    PoolUse use() {
        return new PoolUse(bytes, usedBytes, keptBytes, pieces.size(), evicted);
    }
}
