package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
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

    private static BloomFilter block(long offset) {
        byte[] block = new byte[BLOCK_BYTES];
        block[0] = (byte) offset;
        return new BloomFilter(block);
    }

    private static byte firstByte(CachedBlock found) {
        return ((BloomFilter) found.content()).bits()[0];
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
                            found -> assertThat(firstByte(found)).isEqualTo((byte) offset),
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

    /// Readers keep hold of blocks: what left the cache must not stay in memory through them.
    @ParameterizedTest
    @EnumSource
    void whatItLetsGoIsHeldByNobody(CachePolicy policy) {
        BlockCache cache = cache(policy);
        List<CachedBlock> held = new ArrayList<>();
        for (int i = 0; i < 3 * BLOCKS_MAX; i++) {
            held.add(cache.keep(1, i, block(i)));
        }
        assertThat(bytesOf(held)).isEqualTo(cache.bytes()).isLessThanOrEqualTo(BYTES_MAX);
        for (CachePolicy next : CachePolicy.values()) {
            cache.change(next, BYTES_MAX / 2);
            assertThat(bytesOf(held)).isEqualTo(cache.bytes()).isPositive();
        }
        cache.change(policy, 0);
        assertThat(bytesOf(held)).isZero();
    }

    private static long bytesOf(List<CachedBlock> held) {
        return held.stream()
                .filter(block -> block.content() != CachedContent.Gone.GONE)
                .mapToLong(CachedBlock::cost)
                .sum();
    }

    /// A held block that is used stays, though nobody asks the cache for it.
    @Test
    void usesOfHeldBlocksCount() {
        BlockCache cache = cache(CachePolicy.LRU);
        CachedBlock held = cache.keep(1, 0, block(0));
        for (int i = 1; i < 10 * BLOCKS_MAX; i++) {
            cache.keep(1, i, block(i));
            cache.use(held);
        }
        assertThat(held.content()).isNotEqualTo(CachedContent.Gone.GONE);
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
