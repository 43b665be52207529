package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.testkit.Seed;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A ring beside classes of size, and first fit and best fit over a list of gaps, for what a cache of blocks
/// does to its space: it stores until nothing fits, then makes room from the oldest on.
class SpaceDivisionProperties {
    private static final int SLAB_BYTES = 64 << 10;
    private static final int SLABS = 64;
    private static final long SPACE_BYTES = (long) SLAB_BYTES * SLABS;
    private static final int BLOCKS = 30_000;
    private static final int WARM_UP = 10_000;

    /// The sizes of packed blocks.
    enum Sizes {
        /// Of one table.
        ALIKE {
            @Override
            int next(int block, Random random) {
                return 1800 + random.nextInt(600);
            }
        },
        /// Of tables with all kinds of rows.
        MIXED {
            @Override
            int next(int block, Random random) {
                return 300 + random.nextInt(8000);
            }
        },
        /// Small ones for a while, then large ones.
        SHIFTING {
            @Override
            int next(int block, Random random) {
                return block / 3000 % 2 == 0
                        ? 300 + random.nextInt(400)
                        : 6000 + random.nextInt(9000);
            }
        };

        abstract int next(int block, Random random);
    }

    /// @param held the part of the space that had blocks in it, on average
    /// @param steps gaps looked at for a block
    private record Outcome(double held, double steps) {}

    private static Outcome ring(Sizes sizes, Random random) {
        AtomicReference<Consumer<CacheRing.Piece<Integer>>> forgetting =
                new AtomicReference<>(piece -> {});
        CacheRing<Integer> ring =
                new CacheRing<>(SPACE_BYTES, piece -> forgetting.get().accept(piece));
        forgetting.set(ring::forget);
        double held = 0;
        for (int block = 0; block < BLOCKS; block++) {
            ring.allocate(block, sizes.next(block, random));
            if (block >= WARM_UP) {
                held += ring.use().usedBytes();
            }
        }
        return new Outcome(held / (BLOCKS - WARM_UP) / SPACE_BYTES, 0);
    }

    private static Outcome classes(Sizes sizes, Random random) {
        SlabPool pool = new SlabPool(SLAB_BYTES, SLABS);
        Map<Integer, ArrayDeque<SlabPool.Piece>> bySlab = new HashMap<>();
        double held = 0;
        for (int block = 0; block < BLOCKS; block++) {
            int size = sizes.next(block, random);
            Optional<SlabPool.Piece> piece = pool.allocate(size);
            if (piece.isEmpty()) {
                Objects.requireNonNull(bySlab.remove(pool.oldest().orElseThrow()))
                        .forEach(pool::free);
                piece = pool.allocate(size);
            }
            SlabPool.Piece stored = piece.orElseThrow();
            bySlab.computeIfAbsent(stored.slab(), slab -> new ArrayDeque<>()).add(stored);
            if (block >= WARM_UP) {
                held += pool.usedBytes();
            }
        }
        return new Outcome(held / (BLOCKS - WARM_UP) / SPACE_BYTES, 0);
    }

    private static Outcome gaps(GapList.Fit fit, Sizes sizes, Random random) {
        GapList gaps = new GapList(fit, SPACE_BYTES);
        LinkedHashMap<Long, Integer> sizeByOffset = new LinkedHashMap<>();
        double held = 0;
        long used = 0;
        for (int block = 0; block < BLOCKS; block++) {
            int size = sizes.next(block, random);
            Optional<Long> place = gaps.allocate(size);
            while (place.isEmpty()) {
                Map.Entry<Long, Integer> oldest = sizeByOffset.pollFirstEntry();
                used -= oldest.getValue();
                gaps.free(oldest.getKey(), oldest.getValue());
                place = gaps.allocate(size);
            }
            sizeByOffset.put(place.get(), size);
            used += size;
            if (block >= WARM_UP) {
                held += used;
            }
        }
        return new Outcome(
                held / (BLOCKS - WARM_UP) / SPACE_BYTES, (double) gaps.looked() / BLOCKS);
    }

    @ParameterizedTest
    @EnumSource
    void aRingHoldsAsMuchAsBestFitAndSearchesForNothing(Sizes sizes) {
        Seed.of(0x51ab)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            long seed = random.nextLong();
                            Outcome ring = ring(sizes, new Random(seed));
                            Outcome classes = classes(sizes, new Random(seed));
                            Outcome first = gaps(GapList.Fit.FIRST, sizes, new Random(seed));
                            Outcome best = gaps(GapList.Fit.BEST, sizes, new Random(seed));
                            System.out.printf(
                                    "%s: a ring holds %.3f of the space, classes of size %.3f,"
                                            + " first fit %.3f (%.1f gaps looked at), best fit %.3f"
                                            + " (%.1f)%n",
                                    sizes,
                                    ring.held(),
                                    classes.held(),
                                    first.held(),
                                    first.steps(),
                                    best.held(),
                                    best.steps());
                            assertThat(ring.held()).isGreaterThan(classes.held());
                            assertThat(ring.held()).isGreaterThan(best.held() - 0.01);
                        });
    }
}
