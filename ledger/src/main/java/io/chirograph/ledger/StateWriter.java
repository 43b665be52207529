package io.chirograph.ledger;

import static io.chirograph.ledger.LedgerTables.put;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.NodeSource;
import io.chirograph.crypto.trie.Trie;
import io.chirograph.crypto.trie.TrieUpdate;
import io.chirograph.store.Durability;
import io.chirograph.store.KeyRange;
import io.chirograph.store.Store;
import io.chirograph.store.Transaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Writes what a block changed to the flat tables and to the tries, each trie once. Single-owner, for one
/// block.
final class StateWriter {
    private static final long NODE_BYTES_MAX = 4L << 20;
    private static final long NODE_OVERHEAD_BYTES = Hash32.SIZE + 32;

    private final LedgerTables tables;
    private final FlatState parent;
    private final NodeSource nodes;
    private final Transaction transaction;
    private final SortedMap<Hash32, Bytes> newNodes = new TreeMap<>();

    /// @param parent the state before the block
    StateWriter(LedgerTables tables, FlatState parent, NodeSource nodes, Transaction transaction) {
        this.tables = tables;
        this.parent = parent;
        this.nodes = nodes;
        this.transaction = transaction;
    }

    /// Writes the flat tables to the transaction, keeps the new trie nodes for [#writeNodes].
    /// @return the new state root
    Hash32 write(Hash32 parentRoot, BlockState changes) {
        changes.codes()
                .forEach((hash, code) -> put(transaction, tables.codes(), hash.bytes(), code));
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
        newNodes.putAll(update.nodes());
        return update.root();
    }

    /// Writes the new trie nodes. Most of them may be too much for one transaction of the store: all but the
    /// last part goes ahead in transactions of their own. Commits keep their order, so a block never lacks
    /// a node; nodes whose block was lost in a crash are there for nobody until it is executed again.
    void writeNodes(Store store) {
        Iterator<Map.Entry<Hash32, Bytes>> rest = newNodes.entrySet().iterator();
        long left = newNodes.values().stream().mapToLong(StateWriter::cost).sum();
        while (left > NODE_BYTES_MAX) {
            try (Transaction ahead = store.begin()) {
                left -= writeSome(rest, ahead);
                ahead.commit(Durability.RELAXED);
            }
        }
        writeSome(rest, transaction);
    }

    private long writeSome(Iterator<Map.Entry<Hash32, Bytes>> rest, Transaction target) {
        long written = 0;
        while (rest.hasNext() && written < NODE_BYTES_MAX) {
            Map.Entry<Hash32, Bytes> node = rest.next();
            put(target, tables.nodes(), node.getKey().bytes(), node.getValue());
            written += cost(node.getValue());
        }
        return written;
    }

    private static long cost(Bytes node) {
        return node.size() + NODE_OVERHEAD_BYTES;
    }

    /// The nodes that the tries gained, by their hash.
    SortedMap<Hash32, Bytes> newNodes() {
        return Collections.unmodifiableSortedMap(newNodes);
    }
}
