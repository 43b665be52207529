package io.chirograph.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.store.Transaction;
import io.chirograph.types.Bytes;
import org.junit.jupiter.api.Test;

class BlockWriterTest {
    private static final int ROWS = 60;
    private static final Bytes VALUE = Bytes.owning(new byte[200_000]);

    @Test
    void writesMoreThanOneTransactionHoldsAndTheLastPartWithTheBlock() {
        StoreOptions options = StoreOptions.defaults().withTransactionBytesMax(5 << 20);
        try (Store store = Store.openInline(new MemoryDisk(), options, 1);
                Transaction block = store.begin()) {
            LedgerTables tables = LedgerTables.of(store);
            BlockWriter bulk = new BlockWriter(store, Runnable::run);
            for (int row = 0; row < ROWS; row++) {
                bulk.put(tables.nodes(), LedgerTables.heightKey(row), VALUE);
            }
            bulk.finishIn(block);
            assertThat(count(store, tables)).isBetween(1, ROWS - 1);
            block.commit();
            assertThat(count(store, tables)).isEqualTo(ROWS);
        }
    }

    private static int count(Store store, LedgerTables tables) {
        int count = 0;
        try (Snapshot view = store.snapshot()) {
            for (int row = 0; row < ROWS; row++) {
                count +=
                        LedgerTables.get(view, tables.nodes(), LedgerTables.heightKey(row))
                                        .isPresent()
                                ? 1
                                : 0;
            }
        }
        return count;
    }
}
