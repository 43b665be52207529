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
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Writes what a block changed to the flat tables and to the tries, each trie once. Single-owner, for one
/// block.
final class StateWriter {
    private final LedgerTables tables;
    private final FlatState parent;
    private final NodeSource nodes;
    private final Transaction transaction;
    private final BlockWriter bulk;
    private final SortedMap<Hash32, Bytes> newNodes = new TreeMap<>();

    /// @param parent the state before the block
    StateWriter(
            LedgerTables tables,
            FlatState parent,
            NodeSource nodes,
            Transaction transaction,
            BlockWriter bulk) {
        this.tables = tables;
        this.parent = parent;
        this.nodes = nodes;
        this.transaction = transaction;
        this.bulk = bulk;
    }

    /// Writes the flat tables to the block's transaction, codes and new trie nodes to its bulk.
    /// @return the new state root
    Hash32 write(Hash32 parentRoot, BlockState changes) {
        changes.codes().forEach((hash, code) -> bulk.put(tables.codes(), hash.bytes(), code));
        Trie accounts = new Trie(parentRoot, nodes);
        for (Map.Entry<Address, BlockState.Difference> entry : changes.differences().entrySet()) {
            Address address = entry.getKey();
            BlockState.Difference difference = entry.getValue();
            Hash32 storageRoot = writeStorage(address, difference);
            difference
                    .account()
                    .map(account -> new StoredAccount(account, storageRoot).toRlp())
                    .ifPresentOrElse(
                            rlp -> {
                                accounts.put(TrieState.accountKey(address), rlp);
                                put(transaction, tables.accounts(), address.bytes(), rlp);
                            },
                            () -> {
                                accounts.remove(TrieState.accountKey(address));
                                transaction.delete(tables.accounts(), address.toArray());
                            });
        }
        return committed(accounts);
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
        Trie slots = new Trie(root, nodes);
        difference
                .storage()
                .forEach((slot, value) -> {
                    Bytes key = FlatState.storageKey(address, slot);
                    if (value.isZero()) {
                        slots.remove(TrieState.slotKey(slot));
                        transaction.delete(tables.storage(), key.toArray());
                    } else {
                        slots.put(TrieState.slotKey(slot), TrieState.slotValue(value));
                        put(transaction, tables.storage(), key, value.toMinimalBytes());
                    }
                });
        return committed(slots);
    }

    private Hash32 committed(Trie trie) {
        TrieUpdate update = trie.commit();
        update.nodes().forEach((hash, node) -> bulk.put(tables.nodes(), hash.bytes(), node));
        newNodes.putAll(update.nodes());
        return update.root();
    }

    /// The nodes that the tries gained, by their hash.
    SortedMap<Hash32, Bytes> newNodes() {
        return Collections.unmodifiableSortedMap(newNodes);
    }
}
