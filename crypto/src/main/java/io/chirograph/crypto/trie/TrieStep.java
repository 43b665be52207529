package io.chirograph.crypto.trie;

import io.chirograph.crypto.trie.TrieNode.Branch;
import io.chirograph.crypto.trie.TrieNode.Empty;
import io.chirograph.crypto.trie.TrieNode.Extension;
import io.chirograph.crypto.trie.TrieNode.Leaf;
import io.chirograph.crypto.trie.TrieNode.Stored;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;

/// Where a path leads from one node: to its value, to nothing, or to a node that has to be loaded.
sealed interface TrieStep {
    record Found(Bytes value) implements TrieStep {}

    record Nothing() implements TrieStep {}

    record Next(Hash32 hash, Bytes path) implements TrieStep {}

    /// Follows `path` through `node` and the nodes inside it. Each node entered takes at least one nibble
    /// off the path, so a walk ends after as many steps as the path has nibbles, plus one.
    static TrieStep from(TrieNode node, Bytes path) {
        return switch (node) {
            case Empty() -> new Nothing();
            case Stored(Hash32 hash) -> new Next(hash, path);
            case Leaf(Bytes rest, Bytes value) ->
                    rest.equals(path) ? new Found(value) : new Nothing();
            case Extension(Bytes prefix, TrieNode child) ->
                    path.startsWith(prefix)
                            ? from(child, path.slice(prefix.size()))
                            : new Nothing();
            case Branch branch when path.isEmpty() ->
                    branch.value().isEmpty() ? new Nothing() : new Found(branch.value());
            case Branch branch -> from(branch.children().get(path.get(0)), path.slice(1));
        };
    }
}
