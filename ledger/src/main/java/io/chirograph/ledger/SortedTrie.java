package io.chirograph.ledger;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.Trie;
import io.chirograph.crypto.trie.TrieUpdate;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Builds a trie from leaves that come in ascending order of their keys, all of one length, and holds only a
/// batch of them.
///
/// Why the nodes of the last batch suffice: a key that is greater than all before shares its path with the
/// greatest of them as far as it meets any node at all, and that path was written with the last batch.
/// Single-owner.
final class SortedTrie {
    private static final int BATCH_LEAVES = 4_096;

    private final Consumer<Map<Hash32, Bytes>> nodes;
    private final Map<Bytes, Bytes> leaves = new HashMap<>();
    private Map<Hash32, Bytes> last = Map.of();
    private Hash32 root = Hashes.EMPTY_TRIE_ROOT;
    private Bytes previous = Bytes.EMPTY;

    /// @param nodes takes every node of the trie by its hash, and a few that only a part of it has
    SortedTrie(Consumer<Map<Hash32, Bytes>> nodes) {
        this.nodes = nodes;
    }

    /// @throws StateFileException when `key` is not above all before
    void add(Bytes key, Bytes value) {
        if (key.compareTo(previous) <= 0) {
            throw new StateFileException(
                    "the entry with hash %s comes after %s, they must ascend"
                            .formatted(key, previous));
        }
        previous = key;
        leaves.put(key, value);
        if (leaves.size() == BATCH_LEAVES) {
            flush();
        }
    }

    private void flush() {
        Map<Hash32, Bytes> known = last;
        Trie trie = new Trie(root, hash -> Optional.ofNullable(known.get(hash)));
        trie.putAll(leaves, Runnable::run);
        TrieUpdate update = trie.commit();
        nodes.accept(update.nodes());
        last = update.nodes();
        root = update.root();
        leaves.clear();
    }

    Hash32 finish() {
        if (!leaves.isEmpty()) {
            flush();
        }
        return root;
    }
}
