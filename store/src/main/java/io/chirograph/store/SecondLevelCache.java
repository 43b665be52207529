package io.chirograph.store;

import io.chirograph.store.CachedBlocks.Place;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// Stored blocks of tables in a [SecondLevel]. Thread-safe.
///
/// Blocks go in the order in which they came: what is read often is in the first level anyway. A block is read from the space without a lock, and may be replaced at that
/// moment; its checksum, seeded with its table and its place there, tells whoever takes it.
final class SecondLevelCache implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SecondLevelCache.class.getName());

    /// Of the space, the most that one block may take.
    private static final int BLOCKS_MIN = 16;

    private final CacheSpace space;

    /// Larger ones are not kept.
    private final long blockBytesMax;

    /// Guards all that follow but the counters.
    private final Object lock = new Object();

    private final CacheRing<Place> ring;
    private final Map<Place, CacheRing.Piece<Place>> pieces = new HashMap<>();

    private volatile boolean over;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder rejected = new LongAdder();

    private SecondLevelCache(CacheSpace space, long bytesMax) {
        this.blockBytesMax = bytesMax / BLOCKS_MIN;
        this.space = space;
        this.ring = new CacheRing<>(bytesMax, this::drop);
    }

    /// Empty when none is wanted.
    static Optional<SecondLevelCache> of(SecondLevel chosen) {
        return switch (chosen) {
            case SecondLevel.None() -> Optional.empty();
            case SecondLevel.OffHeap(long bytes) ->
                    Optional.of(new SecondLevelCache(new CacheSpace.OffHeapSpace(bytes), bytes));
            case SecondLevel.OnDisk(Disk disk, long bytes) ->
                    Optional.of(new SecondLevelCache(new CacheSpace.FileSpace(disk), bytes));
        };
    }

    /// The stored block as it was kept, if nothing happened to it: the caller checks.
    Optional<byte[]> find(Place place) {
        Optional<CacheRing.Piece<Place>> piece;
        synchronized (lock) {
            piece = Optional.ofNullable(pieces.get(place));
        }
        if (piece.isEmpty() || over) {
            misses.increment();
            return Optional.empty();
        }
        byte[] stored = new byte[piece.get().size()];
        try {
            space.read(piece.get().offset(), stored);
        } catch (DiskException e) {
            end(e);
            return Optional.empty();
        }
        hits.increment();
        return Optional.of(stored);
    }

    /// What [#find] gave is not the block.
    void reject(Place place) {
        rejected.increment();
        synchronized (lock) {
            Optional.ofNullable(pieces.get(place)).ifPresent(this::drop);
        }
    }

    void keep(Place place, byte[] stored) {
        if (over || stored.length > blockBytesMax) {
            return;
        }
        synchronized (lock) {
            if (pieces.containsKey(place)) {
                return;
            }
            CacheRing.Piece<Place> piece = ring.allocate(place, stored.length);
            pieces.put(place, piece);
            try {
                space.write(piece.offset(), stored);
            } catch (DiskException e) {
                drop(piece);
                end(e);
            }
        }
    }

    /// Unless it was dropped before: a block may have a younger piece since.
    private void drop(CacheRing.Piece<Place> piece) {
        if (pieces.remove(piece.key(), piece)) {
            ring.forget(piece);
        }
    }

    /// A cache that fails is no reason for a read to fail.
    private void end(DiskException cause) {
        over = true;
        LOG.log(Level.WARNING, "second level of the block cache is not used any more", cause);
    }

    PoolUse use() {
        synchronized (lock) {
            return ring.use();
        }
    }

    long hits() {
        return hits.sum();
    }

    long misses() {
        return misses.sum();
    }

    /// Blocks that did not check out.
    long rejected() {
        return rejected.sum();
    }

    @Override
    public void close() {
        over = true;
        space.close();
    }
}
