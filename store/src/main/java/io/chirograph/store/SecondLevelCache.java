package io.chirograph.store;

import io.chirograph.store.CachedBlocks.Place;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/// Stored blocks of tables in a [SecondLevel]. Thread-safe.
///
/// Blocks go in the order in which their slabs were taken, a slab at a time: what is read often is in
/// the first level anyway. A block is read from the space without a lock, and may be replaced at that
/// moment; its checksum, seeded with its table and its place there, tells whoever takes it.
final class SecondLevelCache implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SecondLevelCache.class.getName());
    private static final int SLAB_BYTES_MIN = 32 << 10;
    private static final int SLAB_BYTES_MAX = 1 << 20;

    /// So many and more, so that every size of block finds one.
    private static final int SLABS = 64;

    private final CacheSpace space;

    /// Larger blocks are not kept.
    private final int slabBytes;

    /// Guards all that follow but the counters.
    private final Object lock = new Object();

    private final SlabPool pool;
    private final Map<Place, SlabPool.Piece> pieces = new HashMap<>();

    /// By slab, what is in it.
    private final List<Set<Place>> bySlab = new ArrayList<>();

    private volatile boolean over;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder rejected = new LongAdder();

    private SecondLevelCache(CacheSpace space, long bytesMax) {
        this.slabBytes = Math.clamp(bytesMax / SLABS, SLAB_BYTES_MIN, SLAB_BYTES_MAX);
        int slabs = (int) (bytesMax / slabBytes);
        this.space = space;
        this.pool = new SlabPool(slabBytes, slabs);
        for (int slab = 0; slab < slabs; slab++) {
            bySlab.add(new HashSet<>());
        }
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
        Optional<SlabPool.Piece> piece;
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
            Optional.ofNullable(pieces.get(place)).ifPresent(piece -> drop(place, piece));
        }
    }

    void keep(Place place, byte[] stored) {
        if (over || stored.length > slabBytes) {
            return;
        }
        synchronized (lock) {
            if (pieces.containsKey(place)) {
                return;
            }
            SlabPool.Piece piece = allocate(stored.length);
            try {
                space.write(piece.offset(), stored);
            } catch (DiskException e) {
                pool.free(piece);
                end(e);
                return;
            }
            pieces.put(place, piece);
            bySlab.get(piece.slab()).add(place);
        }
    }

    private SlabPool.Piece allocate(int size) {
        Optional<SlabPool.Piece> piece = pool.allocate(size);
        while (piece.isEmpty()) {
            int slab = pool.oldest().orElseThrow();
            for (Place place : List.copyOf(bySlab.get(slab))) {
                Optional.ofNullable(pieces.get(place)).ifPresent(old -> drop(place, old));
            }
            pool.countReclaimed();
            piece = pool.allocate(size);
        }
        return piece.get();
    }

    private void drop(Place place, SlabPool.Piece piece) {
        pieces.remove(place);
        bySlab.get(piece.slab()).remove(place);
        pool.free(piece);
    }

    /// A cache that fails is no reason for a read to fail.
    private void end(DiskException cause) {
        over = true;
        LOG.log(Level.WARNING, "second level of the block cache is not used any more", cause);
    }

    PoolUse use() {
        synchronized (lock) {
            return pool.use();
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
