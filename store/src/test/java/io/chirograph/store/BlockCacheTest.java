package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockCacheTest {
    private static final int BLOCK_BYTES = 1000 - CachedBlocks.BLOCK_OVERHEAD_BYTES;
    private static final int BLOCKS_MAX = 320;
    private static final long BYTES_MAX = BLOCKS_MAX * 1000L;

    private static BlockCache cache(CachePolicy policy) {
        return new BlockCache(policy, BYTES_MAX);
    }

    /// @return the part of `count` uses that found their block
    private static double hitRatio(BlockCache cache, int count, LongUnaryOperator trace) {
        long before = cache.hits();
        for (int i = 0; i < count; i++) {
            long offset = trace.applyAsLong(i);
            if (cache.find(1, offset).isEmpty()) {
                cache.keep(1, offset, block(offset));
            }
        }
        return (double) (cache.hits() - before) / count;
    }

    private static byte[] block(long offset) {
        byte[] block = new byte[BLOCK_BYTES];
        block[0] = (byte) offset;
        return block;
    }

    @ParameterizedTest
    @EnumSource
    void returnsTheBlockOfThatPlaceAndStaysWithinItsSize(CachePolicy policy) {
        BlockCache cache = cache(policy);
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            long offset = random.nextInt(2000);
            cache.find(2, offset)
                    .ifPresentOrElse(
                            found -> assertThat(found[0]).isEqualTo((byte) offset),
                            () -> cache.keep(2, offset, block(offset)));
        }
        assertThat(cache.find(3, 5)).isEmpty();
        assertThat(cache.bytes()).isBetween(BYTES_MAX / 2, BYTES_MAX);
        assertThat(cache.hits()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void keepsItsBlocksWhenThePolicyChanges(CachePolicy policy) {
        BlockCache cache = cache(CachePolicy.LRU);
        hitRatio(cache, 100, i -> i);
        cache.change(policy, BYTES_MAX);
        assertThat(hitRatio(cache, 100, i -> i)).isGreaterThan(0.9);
        assertThat(cache.policy()).isEqualTo(policy);
        cache.change(policy, 20_000);
        assertThat(cache.bytes()).isLessThanOrEqualTo(20_000);
    }

    @ParameterizedTest
    @EnumSource
    void holdsNothingWithoutRoom(CachePolicy policy) {
        BlockCache cache = new BlockCache(policy, 0);
        assertThat(hitRatio(cache, 100, i -> 7)).isZero();
        assertThat(cache.bytes()).isZero();
    }

    /// Once in a while everything is read once, beside a hot set that fits.
    @Test
    void onlyFrequencyHoldsAHotSetAgainstScans() {
        LongUnaryOperator trace = i -> i % 2000 < 1000 ? 10_000 + i : (i * 7) % (BLOCKS_MAX / 2);
        double lru = hitRatio(cache(CachePolicy.LRU), 40_000, trace);
        assertThat(hitRatio(cache(CachePolicy.LFU), 40_000, trace)).isGreaterThan(lru + 0.02);
        assertThat(hitRatio(cache(CachePolicy.W_TINY_LFU), 40_000, trace))
                .isGreaterThan(lru + 0.02);
    }

    /// A loop a little longer than the cache is what LRU is worst at.
    @Test
    void aLoopLongerThanTheCacheDefeatsLruOnly() {
        LongUnaryOperator trace = i -> i % (BLOCKS_MAX * 3 / 2);
        assertThat(hitRatio(cache(CachePolicy.LRU), 40_000, trace)).isLessThan(0.05);
        assertThat(hitRatio(cache(CachePolicy.W_TINY_LFU), 40_000, trace)).isGreaterThan(0.3);
    }

    /// Another hot set now and then: what was popular long ago is in the way.
    @Test
    void followsAHotSetThatShiftsExceptByPlainFrequency() {
        LongUnaryOperator trace = i -> i / 10_000 * 1000 + (i * 31) % (BLOCKS_MAX * 3 / 4);
        double lfu = hitRatio(cache(CachePolicy.LFU), 80_000, trace);
        assertThat(hitRatio(cache(CachePolicy.LRU), 80_000, trace)).isGreaterThan(lfu + 0.1);
        assertThat(hitRatio(cache(CachePolicy.W_TINY_LFU), 80_000, trace)).isGreaterThan(lfu + 0.1);
    }

    @Test
    void aStoreChangesItsCacheWhileItIsOpen() {
        StoreOptions options =
                StoreOptions.small()
                        .withMemtableBytesMax(8 << 10)
                        .withBlockCachePolicy(CachePolicy.LFU);
        try (Store store = Store.openInline(new MemoryDisk(), options, 1)) {
            Table table = store.table("t");
            for (int i = 0; i < 300; i++) {
                byte[] key = bytes("key " + i);
                store.update(tx -> tx.put(table, key, new byte[100]));
            }
            assertThat(store.statistics().blockCachePolicy()).isEqualTo(CachePolicy.LFU);
            for (CachePolicy policy : CachePolicy.values()) {
                store.changeBlockCache(policy, 64 << 10);
                try (Snapshot snapshot = store.snapshot()) {
                    assertThat(snapshot.scan(table, KeyRange.all())).hasSize(300);
                }
                assertThat(store.statistics().blockCachePolicy()).isEqualTo(policy);
                assertThat(store.statistics().blockCacheBytes()).isPositive();
            }
            assertThat(store.statistics().blockCacheHitRatio()).isBetween(0.01, 1.0);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> store.changeBlockCache(CachePolicy.LRU, -1));
        }
    }
}
