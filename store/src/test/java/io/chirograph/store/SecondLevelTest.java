package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.testkit.Seed;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SecondLevelTest {
    private static final int KEYS = 2000;

    enum Kind {
        OFF_HEAP,
        ON_DISK;

        SecondLevel level() {
            return switch (this) {
                case OFF_HEAP -> SecondLevel.offHeap(1 << 20);
                case ON_DISK -> new SecondLevel.OnDisk(new MemoryDisk(), 1 << 20);
            };
        }
    }

    private static StoreOptions options(SecondLevel level) {
        return StoreOptions.small()
                .withMemtableBytesMax(32 << 10)
                .withBlockCacheBytesMax(20 << 10)
                .withTableCodec(Codec.LZ4)
                .withSecondLevel(level);
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private static byte[] value(int number) {
        byte[] value = new byte[200];
        new Random(number).nextBytes(value);
        return value;
    }

    private static Table fill(Store store) {
        Table table = store.table("t");
        for (int i = 0; i < KEYS; i++) {
            int number = i;
            store.update(tx -> tx.put(table, key(number), value(number)));
        }
        return table;
    }

    private static void checkAll(Store store, Table table) {
        for (int i = 0; i < KEYS; i++) {
            int number = (int) (i * 1_000_003L % KEYS);
            assertThat(store.get(table, key(number))).contains(value(number));
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesBlocksThatTheFirstLevelHasNoRoomFor(Kind kind) {
        MemoryDisk disk = new MemoryDisk();
        SecondLevel level = kind.level();
        try (Store store = Store.openInline(disk, options(level), 5)) {
            Table table = fill(store);
            checkAll(store, table);
            long hits = store.statistics().secondLevelHits();
            checkAll(store, table);
            assertThat(store.statistics().secondLevelHits() - hits).isGreaterThan(KEYS / 2);
            assertThat(store.statistics().secondLevelRejected()).isZero();
            PoolUse use = store.statistics().memory().pool();
            assertThat(use.usedBytes()).isPositive().isLessThanOrEqualTo(use.allocatedBytes());
            assertThat(use.usedBytes()).isGreaterThan(256 << 10);
            assertThat(use.fragmentation()).isBetween(0.0, 0.25);
        }
        // It begins empty again.
        try (Store store = Store.openInline(disk, options(level), 5)) {
            // But for what opening read: the names of tables.
            assertThat(store.statistics().memory().pool().usedBytes()).isLessThan(64 << 10);
            checkAll(store, store.table("t"));
        }
    }

    /// Every byte of the file may be anything: then its blocks are read from the tables.
    @Test
    void rotInTheFileIsAMissAndNeverWrongData() {
        Seed.of(0x2eef)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            SimulatedDisk cacheDisk = new SimulatedDisk(random);
                            SecondLevel level = new SecondLevel.OnDisk(cacheDisk, 1 << 20);
                            try (Store store =
                                    Store.openInline(new MemoryDisk(), options(level), 5)) {
                                Table table = fill(store);
                                checkAll(store, table);
                                byte[] content = cacheDisk.content("block-cache");
                                for (int at = 0; at < content.length; at += 3000) {
                                    cacheDisk.flipBit(
                                            "block-cache",
                                            at
                                                    + random.nextInt(
                                                            Math.min(3000, content.length - at)));
                                }
                                checkAll(store, table);
                                assertThat(store.statistics().secondLevelRejected()).isPositive();
                            }
                        });
    }

    @Test
    void aDiskThatRefusesEndsItsUseAndNoRead() {
        SimulatedDisk cacheDisk = new SimulatedDisk(new Random(1));
        SecondLevel level = new SecondLevel.OnDisk(cacheDisk, 1 << 20);
        try (Store store = Store.openInline(new MemoryDisk(), options(level), 5)) {
            Table table = fill(store);
            checkAll(store, table);
            cacheDisk.failAt(cacheDisk.operations() + 3);
            checkAll(store, table);
            checkAll(store, table);
            store.update(tx -> tx.put(table, key(0), value(0)));
        }
    }

    @Test
    void refusesADirectoryThatAnotherStoreUses() {
        SecondLevel level = new SecondLevel.OnDisk(new MemoryDisk(), 1 << 20);
        MemoryDisk other = new MemoryDisk();
        try (Store store = Store.openInline(new MemoryDisk(), options(level), 5)) {
            assertThat(store.tableNames()).isEmpty();
            assertThatThrownBy(() -> Store.openInline(other, options(level), 5))
                    .isInstanceOf(DiskException.class);
        }
        try (Store store = Store.openInline(other, options(level), 5)) {
            assertThat(store.tableNames()).isEmpty();
        }
        assertThatThrownBy(() -> SecondLevel.offHeap(1000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000");
    }

    /// Pieces never overlap, whatever is taken, given back and reclaimed, and none is lost.
    @Test
    void piecesOfThePoolNeverOverlap() {
        Seed.of(0x51ab)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            int slabBytes = 16 << 10;
                            SlabPool pool = new SlabPool(slabBytes, 8);
                            boolean[] taken = new boolean[8 * slabBytes];
                            Map<Long, SlabPool.Piece> pieces = new HashMap<>();
                            for (int i = 0; i < 5000; i++) {
                                if (random.nextInt(3) == 0 && !pieces.isEmpty()) {
                                    long any = pieces.keySet().iterator().next();
                                    give(pool, Objects.requireNonNull(pieces.remove(any)), taken);
                                } else {
                                    int size = 1 + random.nextInt(slabBytes);
                                    Optional<SlabPool.Piece> piece = pool.allocate(size);
                                    while (piece.isEmpty()) {
                                        int slab = pool.oldest().orElseThrow();
                                        pieces.values().stream()
                                                .filter(old -> old.slab() == slab)
                                                .toList()
                                                .forEach(old -> {
                                                    pieces.remove(old.offset());
                                                    give(pool, old, taken);
                                                });
                                        piece = pool.allocate(size);
                                    }
                                    take(piece.get(), taken);
                                    pieces.put(piece.get().offset(), piece.get());
                                }
                            }
                            long used =
                                    pieces.values().stream().mapToLong(SlabPool.Piece::size).sum();
                            assertThat(pool.use().usedBytes()).isEqualTo(used);
                            pieces.values().forEach(piece -> give(pool, piece, taken));
                            assertThat(pool.use().freeSlabs()).isEqualTo(8);
                            assertThat(pool.use().allocatedBytes()).isZero();
                        });
    }

    private static void take(SlabPool.Piece piece, boolean[] taken) {
        for (int i = 0; i < piece.size(); i++) {
            int at = (int) piece.offset() + i;
            assertThat(taken[at]).isFalse();
            taken[at] = true;
        }
    }

    private static void give(SlabPool pool, SlabPool.Piece piece, boolean[] taken) {
        pool.free(piece);
        for (int i = 0; i < piece.size(); i++) {
            taken[(int) piece.offset() + i] = false;
        }
    }
}
