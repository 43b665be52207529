package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.store.MemoryBudget.Limits;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final Limits CHOSEN = new Limits(800, 8000, 80_000);
    private static final MemoryPressure SHORT = new MemoryPressure(90, 100);
    private static final MemoryPressure BETWEEN = new MemoryPressure(75, 100);
    private static final MemoryPressure AMPLE = new MemoryPressure(50, 100);

    @Test
    void everyPartIsHalvedWhileMemoryIsShortDownToAnEighth() {
        MemoryBudget budget = new MemoryBudget(CHOSEN);
        assertThat(budget.report(BETWEEN)).isFalse();
        assertThat(budget.report(SHORT)).isTrue();
        assertThat(budget.limits()).isEqualTo(new Limits(400, 4000, 40_000));
        budget.report(SHORT);
        budget.report(SHORT);
        assertThat(budget.limits()).isEqualTo(new Limits(100, 1000, 10_000));
        assertThat(budget.report(SHORT)).isFalse();
        assertThat(budget.share()).isEqualTo(0.125);
    }

    @Test
    void partsGrowAgainSlowlyAndOnlyAfterAWhileOfAmpleMemory() {
        MemoryBudget budget = new MemoryBudget(CHOSEN);
        budget.report(SHORT);
        for (int i = 0; i < 3; i++) {
            assertThat(budget.report(AMPLE)).isFalse();
        }
        budget.report(BETWEEN);
        for (int i = 0; i < 3; i++) {
            assertThat(budget.report(AMPLE)).isFalse();
        }
        assertThat(budget.report(AMPLE)).isTrue();
        assertThat(budget.share()).isEqualTo(0.625);
        for (int i = 0; i < 100; i++) {
            budget.report(AMPLE);
        }
        assertThat(budget.limits()).isEqualTo(CHOSEN);
    }

    @Test
    void aStoreTakesLessWhileMemoryIsShort() {
        StoreOptions options =
                StoreOptions.small()
                        .withMemtableBytesMax(256 << 10)
                        .withBlockCacheBytesMax(256 << 10)
                        .withTransactionBytesMax(1 << 20);
        try (Store store = Store.openInline(new MemoryDisk(), options, 5)) {
            Table table = store.table("t");
            write(store, table, 0, 2000);
            assertThat(store.statistics().flushes()).isLessThan(10);
            readAll(store, table, 2000);
            assertThat(store.statistics().blockCacheBytes()).isGreaterThan(64 << 10);
            for (int i = 0; i < 3; i++) {
                store.reportMemory(SHORT);
            }
            long flushes = store.statistics().flushes();
            readAll(store, table, 2000);
            assertThat(store.statistics().blockCacheBytes()).isLessThanOrEqualTo(32 << 10);
            assertThat(store.statistics().memory().share()).isEqualTo(0.125);
            write(store, table, 2000, 4000);
            assertThat(store.statistics().memtableBytes()).isLessThan(34 << 10);
            assertThat(store.statistics().flushes() - flushes).isGreaterThan(16);
            // A buffer that a long transaction made grow does not stay.
            store.update(tx -> tx.put(table, new byte[1], new byte[900 << 10]));
            store.update(tx -> tx.put(table, new byte[1], new byte[1]));
            assertThat(store.statistics().memory().logBufferBytes()).isLessThan(512 << 10);
            for (int i = 0; i < 100; i++) {
                store.reportMemory(AMPLE);
            }
            assertThat(store.statistics().memory().share()).isEqualTo(1);
            readAll(store, table, 4000);
            assertThat(store.statistics().blockCacheBytes()).isGreaterThan(64 << 10);
        }
    }

    private static void write(Store store, Table table, int from, int to) {
        for (int i = from; i < to; i++) {
            byte[] key = ByteBuffer.allocate(4).putInt(i).array();
            store.update(tx -> tx.put(table, key, new byte[300]));
        }
    }

    private static void readAll(Store store, Table table, int count) {
        for (int i = 0; i < count; i++) {
            byte[] key = ByteBuffer.allocate(4).putInt(i).array();
            assertThat(store.get(table, key)).isPresent();
        }
    }

    @Test
    void oneBudgetIsDividedOverTheParts() {
        StoreOptions options = StoreOptions.defaults().withMemoryBudget(24 << 20);
        assertThat(options.memtableBytesMax()).isEqualTo(4 << 20);
        assertThat(options.blockCacheBytesMax()).isEqualTo(6 << 20);
        assertThat(options.transactionBytesMax()).isEqualTo(3 << 19);
        assertThat(CommitOrder.groupBytesMax(options)).isEqualTo(3 << 19);
        assertThatThrownBy(() -> StoreOptions.defaults().withMemoryBudget(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("memory budget is 1");
        assertThat(MemoryPressure.ofHeap().share()).isBetween(0.0, 1.0);
    }
}
