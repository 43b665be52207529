package io.chirograph.ledger;

import static io.chirograph.ledger.LedgerTables.put;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.NodeSource;
import io.chirograph.crypto.trie.Trie;
import io.chirograph.crypto.trie.TrieUpdate;
import io.chirograph.store.KeyRange;
import io.chirograph.store.Table;
import io.chirograph.store.Transaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/// Writes what a block changed to the flat tables and to the tries, each trie once. Single-owner, for one
/// block.
final class StateWriter {
    /// Tries with fewer changes are updated faster than handed over.
    private static final int PARALLEL_LEAVES_MIN = 256;

    /// Of a flat table; an empty value removes it.
    private record Row(Bytes key, Bytes value) {}

    private final LedgerTables tables;
    private final FlatState parent;
    private final NodeSource nodes;
    private final Transaction transaction;
    private final BlockWriter bulk;
    private final StateHistory history;
    private final Executor executor;
    private final Map<Hash32, Bytes> newNodes = new HashMap<>();

    /// @param parent the state before the block
    /// @param nodes safe for many threads
    /// @param history is told what will be written
    /// @param executor updates and hashes parts of a trie, see [Trie#putAll], and writes flat tables
    StateWriter(
            LedgerTables tables,
            FlatState parent,
            NodeSource nodes,
            Transaction transaction,
            BlockWriter bulk,
            StateHistory history,
            Executor executor) {
        this.history = history;
        this.executor = executor;
        this.tables = tables;
        this.parent = parent;
        this.nodes = nodes;
        this.transaction = transaction;
        this.bulk = bulk;
    }

    /// Writes the flat tables to the block's transaction, beside the tries, and codes and new trie nodes to its bulk.
    /// @return the new state root
    Hash32 write(Hash32 parentRoot, BlockState changes) {
        history.protect(changes.codes().keySet());
        changes.codes().forEach((hash, code) -> bulk.put(tables.codes(), hash.bytes(), code));
        Map<Bytes, Bytes> leaves = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        try (InTurn flat = new InTurn(executor)) {
            changes.differences()
                    .forEach((address, difference) -> {
                        Hash32 storageRoot = writeStorage(address, difference, flat);
                        Bytes account =
                                difference
                                        .account()
                                        .map(now -> new StoredAccount(now, storageRoot).toRlp())
                                        .orElse(Bytes.EMPTY);
                        leaves.put(TrieState.accountKey(address), account);
                        rows.add(new Row(address.bytes(), account));
                    });
            flat.add(() -> write(tables.accounts(), rows));
            Hash32 root = updated(parentRoot, leaves);
            flat.await();
            return root;
        }
    }

    private Hash32 writeStorage(Address address, BlockState.Difference difference, InTurn flat) {
        Hash32 root =
                parent.stored(address)
                        .map(StoredAccount::storageRoot)
                        .orElse(Hashes.EMPTY_TRIE_ROOT);
        if (difference.cleared() && !root.equals(Hashes.EMPTY_TRIE_ROOT)) {
            flat.add(() ->
                    transaction.deleteRange(tables.storage(), KeyRange.prefix(address.toArray())));
            root = Hashes.EMPTY_TRIE_ROOT;
        }
        if (difference.storage().isEmpty()) {
            return root;
        }
        Map<Bytes, Bytes> leaves = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        difference
                .storage()
                .forEach((slot, value) -> {
                    Bytes leaf = value.isZero() ? Bytes.EMPTY : TrieState.slotValue(value);
                    leaves.put(TrieState.slotKey(slot), leaf);
                    rows.add(new Row(FlatState.storageKey(address, slot), value.toMinimalBytes()));
                });
        flat.add(() -> write(tables.storage(), rows));
        return updated(root, leaves);
    }

    private void write(Table table, List<Row> rows) {
        for (Row row : rows) {
            if (row.value.isEmpty()) {
                transaction.delete(table, row.key.toArray());
            } else {
                put(transaction, table, row.key, row.value);
            }
        }
    }

    private Hash32 updated(Hash32 root, Map<Bytes, Bytes> leaves) {
        Executor own = leaves.size() < PARALLEL_LEAVES_MIN ? Runnable::run : executor;
        Trie trie = new Trie(root, nodes);
        trie.putAll(leaves, own);
        TrieUpdate update = trie.commit(own);
        history.protect(update.nodes().keySet());
        update.nodes().forEach((hash, node) -> bulk.put(tables.nodes(), hash.bytes(), node));
        newNodes.putAll(update.nodes());
        return update.root();
    }

    /// The nodes that the tries gained, by their hash.
    Map<Hash32, Bytes> newNodes() {
        return Collections.unmodifiableMap(newNodes);
    }
}
