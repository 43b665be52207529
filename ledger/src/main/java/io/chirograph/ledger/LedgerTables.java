package io.chirograph.ledger;

import io.chirograph.store.IsolationLevel;
import io.chirograph.store.ReadView;
import io.chirograph.store.Store;
import io.chirograph.store.Table;
import io.chirograph.store.Transaction;
import io.chirograph.store.TransactionOptions;
import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;
import java.util.Optional;

/// The ledger's tables; the package's description says what is in them.
record LedgerTables(
        Table meta,
        Table batches,
        Table certificates,
        Table headers,
        Table heights,
        Table bodies,
        Table receipts,
        Table places,
        Table skipped,
        Table skippedHeights,
        Table logs,
        Table accounts,
        Table storage,
        Table codes,
        Table nodes,
        Table validators) {
    private static final TransactionOptions NEWEST =
            TransactionOptions.isolated(IsolationLevel.REPEATABLE_READ);

    static LedgerTables of(Store store) {
        return new LedgerTables(
                store.table("ledger.meta"),
                store.table("ledger.batches"),
                store.table("ledger.certificates"),
                store.table("ledger.headers"),
                store.table("ledger.heights"),
                store.table("ledger.bodies"),
                store.table("ledger.receipts"),
                store.table("ledger.places"),
                store.table("ledger.skipped"),
                store.table("ledger.skipped-heights"),
                store.table("ledger.logs"),
                store.table("ledger.accounts"),
                store.table("ledger.storage"),
                store.table("ledger.codes"),
                store.table("ledger.nodes"),
                store.table("ledger.validators"));
    }

    /// A height as a key: 8 bytes, most significant first, so that keys sort as heights do.
    static Bytes heightKey(long height) {
        return Bytes.owning(ByteBuffer.allocate(Long.BYTES).putLong(height).array());
    }

    static long height(Bytes key) {
        return key.asByteBuffer().getLong();
    }

    /// A view that shows all that has its place in the store's order, durable or not; a snapshot shows only what is
    /// durable. It is never committed, so that what it reads need not be remembered.
    static Transaction newestView(Store store) {
        return store.begin(NEWEST);
    }

    static Optional<Bytes> get(ReadView view, Table table, Bytes key) {
        return view.get(table, key.toArray()).map(Bytes::owning);
    }

    static void put(Transaction transaction, Table table, Bytes key, Bytes value) {
        transaction.put(table, key.toArray(), value.toArray());
    }
}
