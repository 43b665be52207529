package io.chirograph.ledger;

import io.chirograph.store.Durability;
import io.chirograph.store.Store;
import io.chirograph.store.Table;
import io.chirograph.store.Transaction;
import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/// Writes a block's bulk: rows that nobody looks for before the block itself is there, and that are the same
/// whenever the block is executed again (trie nodes, codes, batch, body, receipts, log index). A block may
/// have more of them than one transaction of the store holds, so all but the last part goes ahead in
/// transactions of its own, beside whatever else is done for the block. They are all in the store's order when the
/// block gets its place, so a block never lacks a row; what went ahead of a block that was lost in a crash is
/// overwritten with the same.
///
/// Single-owner, for one block. [#close] returns when nothing goes ahead any more.
final class BlockWriter implements AutoCloseable {
    private static final long AHEAD_BYTES = 4L << 20;
    private static final long ROW_OVERHEAD_BYTES = 32;

    private record Row(Table table, Bytes key, Bytes value) {}

    private final Store store;
    private final InTurn ahead;
    private List<Row> rows = new ArrayList<>();
    private long bytes;

    /// @param executor writes what goes ahead
    BlockWriter(Store store, Executor executor) {
        this.store = store;
        this.ahead = new InTurn(executor);
    }

    void put(Table table, Bytes key, Bytes value) {
        rows.add(new Row(table, key, value));
        bytes += key.size() + value.size() + ROW_OVERHEAD_BYTES;
        if (bytes >= AHEAD_BYTES) {
            List<Row> part = rows;
            rows = new ArrayList<>();
            bytes = 0;
            ahead.add(() -> goAhead(part));
        }
    }

    private void goAhead(List<Row> part) {
        try (Transaction transaction = store.begin()) {
            write(part, transaction);
            transaction.commit(Durability.RELAXED);
        }
    }

    private static void write(List<Row> part, Transaction transaction) {
        for (Row row : part) {
            LedgerTables.put(transaction, row.table, row.key, row.value);
        }
    }

    /// Adds the rows that did not go ahead to the transaction of the block itself. Those that did are in order now.
    void finishIn(Transaction block) {
        ahead.await();
        write(rows, block);
        rows.clear();
        bytes = 0;
    }

    @Override
    public void close() {
        ahead.close();
    }
}
