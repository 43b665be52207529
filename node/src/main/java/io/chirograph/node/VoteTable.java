package io.chirograph.node;

import io.chirograph.consensus.pbft.LogRecord;
import io.chirograph.store.Durability;
import io.chirograph.store.KeyRange;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.Table;
import io.chirograph.store.Transaction;
import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// What this replica said in the agreement, kept so that it never contradicts itself after a crash:
/// [LogRecord]s in a table of the node's store, under their own keys.
final class VoteTable {
    private final Store store;
    private final Table table;

    VoteTable(Store store) {
        this.store = store;
        this.table = store.table("consensus.votes");
    }

    List<LogRecord> load() {
        List<LogRecord> records = new ArrayList<>();
        try (Snapshot snapshot = store.snapshot()) {
            snapshot.scan(table, KeyRange.all())
                    .forEach(entry -> records.add(LogRecord.decode(Bytes.owning(entry.value()))));
        }
        return records;
    }

    /// @return completes when the records are durable
    CompletableFuture<?> keep(List<LogRecord> records) {
        try (Transaction transaction = store.begin()) {
            for (LogRecord record : records) {
                transaction.put(table, record.key().toArray(), record.encode().toArray());
            }
            return transaction.commitAsync();
        }
    }

    /// Forgets the records up to `height`, some time.
    void prune(long height) {
        try (Transaction transaction = store.begin()) {
            byte[] end = LogRecord.firstKeyAbove(height).toArray();
            transaction.deleteRange(table, KeyRange.lessThan(end));
            transaction.commit(Durability.DEFERRED);
        }
    }
}
