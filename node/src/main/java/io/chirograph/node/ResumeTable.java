package io.chirograph.node;

import io.chirograph.store.Durability;
import io.chirograph.store.KeyRange;
import io.chirograph.store.KeyValue;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.Table;
import io.chirograph.store.Transaction;
import io.chirograph.transfer.ResumeState;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;

/// Which blocks of objects on their way are there, in a table of the node's store: under an object's name its
/// version (32 bytes) and a bit a block. Commits wait for nothing: blocks are checked again after a restart.
final class ResumeTable implements ResumeState {
    private final Store store;
    private final Table table;

    ResumeTable(Store store) {
        this.store = store;
        this.table = store.table("transfer.resume");
    }

    /// The name of an object of which something is there.
    Optional<String> any() {
        try (Snapshot view = store.snapshot()) {
            Iterator<KeyValue> rows = view.scan(table, KeyRange.all()).iterator();
            return rows.hasNext()
                    ? Optional.of(Bytes.owning(rows.next().key()).toUtf8())
                    : Optional.empty();
        }
    }

    @Override
    public Optional<Written> load(String object) {
        return store.get(table, key(object))
                .map(Bytes::owning)
                .map(value ->
                        new Written(
                                Hash32.of(value.slice(0, Hash32.SIZE)), value.slice(Hash32.SIZE)));
    }

    @Override
    public void save(String object, Written written) {
        change(transaction ->
                transaction.put(
                        table,
                        key(object),
                        Bytes.concat(written.version().bytes(), written.blocks()).toArray()));
    }

    @Override
    public void forget(String object) {
        change(transaction -> transaction.delete(table, key(object)));
    }

    private void change(Consumer<Transaction> work) {
        try (Transaction transaction = store.begin()) {
            work.accept(transaction);
            transaction.commit(Durability.RELAXED);
        }
    }

    private static byte[] key(String object) {
        return Bytes.ofUtf8(object).toArray();
    }
}
