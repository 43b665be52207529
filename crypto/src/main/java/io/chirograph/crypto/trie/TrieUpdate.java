package io.chirograph.crypto.trie;

import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.Collections;
import java.util.Map;

/// What a batch of changes made of a trie.
///
/// @param root the new root
/// @param nodes the RLP of every node on a changed path by its hash; the nodes of the old root stay valid
public record TrieUpdate(Hash32 root, Map<Hash32, Bytes> nodes) {
    public TrieUpdate {
        // Thousands of them in a block, made for this update alone: no copy.
        nodes = Collections.unmodifiableMap(nodes);
    }
}
