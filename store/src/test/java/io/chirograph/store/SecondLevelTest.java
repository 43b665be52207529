package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.testkit.Seed;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
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

    /// Pieces never overlap, whatever is kept and given back, and what is told of them adds up.
    @Test
    void piecesOfTheRingNeverOverlap() {
        Seed.of(0x51ab)
                .run(
                        "store",
                        getClass(),
                        random -> {
                            int space = 100_000;
                            int[] ownerOf = new int[space];
                            Arrays.fill(ownerOf, -1);
                            Map<Integer, CacheRing.Piece<Integer>> kept = new HashMap<>();
                            CacheRing<Integer> ring =
                                    new CacheRing<>(
                                            space,
                                            piece -> {
                                                own(ownerOf, piece, piece.key(), -1);
                                                kept.remove(piece.key());
                                            });
                            for (int i = 0; i < 5000; i++) {
                                CacheRing.Piece<Integer> piece =
                                        ring.allocate(i, 1 + random.nextInt(9000));
                                own(ownerOf, piece, -1, i);
                                kept.put(i, piece);
                                assertThat(ring.use().allocatedBytes())
                                        .isEqualTo(
                                                kept.values().stream()
                                                        .mapToLong(CacheRing.Piece::size)
                                                        .sum())
                                        .isLessThanOrEqualTo(space);
                                assertThat(ring.use().pieces()).isEqualTo(kept.size());
                            }
                            assertThat(ring.use().allocatedBytes()).isGreaterThan(space * 8L / 10);
                            assertThat(ring.use().evictedPieces()).isEqualTo(5000 - kept.size());
                        });
    }

    private static void own(int[] ownerOf, CacheRing.Piece<Integer> piece, int before, int after) {
        for (int at = (int) piece.offset(); at < piece.offset() + piece.size(); at++) {
            assertThat(ownerOf[at]).isEqualTo(before);
            ownerOf[at] = after;
        }
    }

    @Test
    void aBlockThatWasGivenBackLeavesAGapUntilItsTurnComes() {
        CacheRing<String> ring = new CacheRing<>(100, piece -> {});
        CacheRing.Piece<String> first = ring.allocate("first", 60);
        ring.forget(first);
        assertThat(ring.use().fragmentation()).isEqualTo(1);
        CacheRing.Piece<String> second = ring.allocate("second", 50);
        assertThat(second.offset()).isZero();
        assertThat(ring.use()).isEqualTo(new PoolUse(100, 50, 50, 1, 1));
    }
}
