package io.chirograph.ledger;

import static io.chirograph.ledger.LedgerTables.put;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.NodeSource;
import io.chirograph.crypto.trie.Trie;
import io.chirograph.crypto.trie.TrieUpdate;
import io.chirograph.store.KeyRange;
import io.chirograph.store.Transaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/// Writes what a block changed to the flat tables and to the tries, each trie once. Single-owner, for one
/// block.
final class StateWriter {
    /// Tries with fewer changes are updated faster than handed over.
    private static final int PARALLEL_LEAVES_MIN = 256;

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
    /// @param executor updates and hashes parts of a trie, see [Trie#putAll]
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

    /// Writes the flat tables to the block's transaction, codes and new trie nodes to its bulk.
    /// @return the new state root
    Hash32 write(Hash32 parentRoot, BlockState changes) {
        history.protect(changes.codes().keySet());
        changes.codes().forEach((hash, code) -> bulk.put(tables.codes(), hash.bytes(), code));
        Map<Bytes, Bytes> leaves = new HashMap<>();
        for (Map.Entry<Address, BlockState.Difference> entry : changes.differences().entrySet()) {
            Address address = entry.getKey();
            BlockState.Difference difference = entry.getValue();
            Hash32 storageRoot = writeStorage(address, difference);
            difference
                    .account()
                    .map(account -> new StoredAccount(account, storageRoot).toRlp())
                    .ifPresentOrElse(
                            rlp -> {
                                leaves.put(TrieState.accountKey(address), rlp);
                                put(transaction, tables.accounts(), address.bytes(), rlp);
                            },
                            () -> {
                                leaves.put(TrieState.accountKey(address), Bytes.EMPTY);
                                transaction.delete(tables.accounts(), address.toArray());
                            });
        }
        return updated(parentRoot, leaves);
    }

    private Hash32 writeStorage(Address address, BlockState.Difference difference) {
        Hash32 root =
                parent.stored(address)
                        .map(StoredAccount::storageRoot)
                        .orElse(Hashes.EMPTY_TRIE_ROOT);
        if (difference.cleared() && !root.equals(Hashes.EMPTY_TRIE_ROOT)) {
            transaction.deleteRange(tables.storage(), KeyRange.prefix(address.toArray()));
            root = Hashes.EMPTY_TRIE_ROOT;
        }
        if (difference.storage().isEmpty()) {
            return root;
        }
        Map<Bytes, Bytes> leaves = new HashMap<>();
        difference
                .storage()
                .forEach((slot, value) -> {
                    Bytes key = FlatState.storageKey(address, slot);
                    if (value.isZero()) {
                        leaves.put(TrieState.slotKey(slot), Bytes.EMPTY);
                        transaction.delete(tables.storage(), key.toArray());
                    } else {
                        leaves.put(TrieState.slotKey(slot), TrieState.slotValue(value));
                        put(transaction, tables.storage(), key, value.toMinimalBytes());
                    }
                });
        return updated(root, leaves);
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
