package io.chirograph.ledger;

import io.chirograph.evm.WorldState;
import io.chirograph.store.Store;
import io.chirograph.store.Transaction;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;

/// The state before a block for each of those who execute it: a view of the store is for one thread. Like the
/// owner's view these show what the former block wrote even before that is durable. Single-owner.
final class WorkerStates implements AutoCloseable {
    private final Store store;
    private final LedgerTables tables;
    private final NodeCache cache;
    private final BlockArchive archive;
    private final List<Transaction> views = new ArrayList<>();
    private final Transaction hashes;

    WorkerStates(Store store, LedgerTables tables, NodeCache cache, BlockArchive archive) {
        this.store = store;
        this.tables = tables;
        this.cache = cache;
        this.archive = archive;
        this.hashes = open();
    }

    private Transaction open() {
        Transaction view = LedgerTables.newestView(store);
        views.add(view);
        return view;
    }

    OptimisticExecution.Crew crew(ExecutionWorkers workers) {
        List<WorldState> befores = new ArrayList<>();
        for (int worker = 0; worker < workers.count(); worker++) {
            befores.add(new FlatState(tables, open(), cache.codes()));
        }
        return new OptimisticExecution.Crew(workers.executor(), befores);
    }

    /// The hash of an earlier block; for all threads, since it is rarely asked.
    synchronized Hash32 blockHash(long height) {
        return archive.header(hashes, height).hash();
    }

    @Override
    public void close() {
        views.forEach(Transaction::close);
    }
}
