package io.chirograph.ledger;

import io.chirograph.store.Durability;
import io.chirograph.store.Store;
import io.chirograph.store.Table;
import io.chirograph.store.Transaction;
import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.List;

/// Writes a block's bulk: rows that nobody looks for before the block itself is there, and that are the same
/// whenever the block is executed again (trie nodes, codes, batch, body, receipts, log index). A block may
/// have more of them than one transaction of the store holds, so all but the last part goes ahead in
/// transactions of its own. Commits keep their order, so a block never lacks a row; what went ahead of a
/// block that was lost in a crash is overwritten with the same.
///
/// Single-owner, for one block.
final class BlockWriter {
    private static final long AHEAD_BYTES = 4L << 20;
    private static final long ROW_OVERHEAD_BYTES = 32;

    private record Row(Table table, Bytes key, Bytes value) {}

    private final Store store;
    private final List<Row> rows = new ArrayList<>();
    private long bytes;

    BlockWriter(Store store) {
        this.store = store;
    }

    void put(Table table, Bytes key, Bytes value) {
        rows.add(new Row(table, key, value));
        bytes += key.size() + value.size() + ROW_OVERHEAD_BYTES;
        if (bytes >= AHEAD_BYTES) {
            try (Transaction ahead = store.begin()) {
                moveTo(ahead);
                ahead.commit(Durability.RELAXED);
            }
        }
    }

    /// Adds the rows that did not go ahead to the transaction of the block itself.
    void finishIn(Transaction block) {
        moveTo(block);
    }

    private void moveTo(Transaction transaction) {
        for (Row row : rows) {
            LedgerTables.put(transaction, row.table, row.key, row.value);
        }
        rows.clear();
        bytes = 0;
    }
}
