package io.chirograph.crypto.trie;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.TrieNode.Branch;
import io.chirograph.crypto.trie.TrieNode.Empty;
import io.chirograph.crypto.trie.TrieNode.Extension;
import io.chirograph.crypto.trie.TrieNode.Leaf;
import io.chirograph.crypto.trie.TrieNode.Stored;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.Optional;

/// Walks through what one trie has and another one has not in the same place.
///
/// Idea: both are entered side by side, and where they refer to the same hash nothing below can differ. What moved
/// to another depth, since a fork came or went above it, is walked through as if it were new. Cost: one load for each
/// node that differs, in either trie.
public final class TrieDifference {
    /// Is told what the later trie has.
    public interface Visitor {
        /// A node that is stored under its hash.
        void node(Hash32 hash);

        /// The value of a key.
        ///
        /// @param before what the earlier trie has in its place, if that is a value
        void value(Bytes value, Optional<Bytes> before);
    }

    private final NodeSource source;
    private final Visitor visitor;

    private TrieDifference(NodeSource source, Visitor visitor) {
        this.source = source;
        this.visitor = visitor;
    }

    /// @param before root of the earlier trie; of the empty one to walk through all of `after`
    /// @throws MissingNodeException when `source` lacks a node
    public static void walk(Hash32 before, Hash32 after, NodeSource source, Visitor visitor) {
        new TrieDifference(source, visitor).walk(stored(before), stored(after));
    }

    private static TrieNode stored(Hash32 root) {
        return root.equals(Hashes.EMPTY_TRIE_ROOT) ? TrieNode.EMPTY : new Stored(root);
    }

    /// Recursion goes as deep as a key has nibbles.
    private void walk(TrieNode before, TrieNode after) {
        if (before.equals(after)) {
            return;
        }
        if (after instanceof Stored(Hash32 hash)) {
            visitor.node(hash);
        }
        TrieNode earlier = loaded(before);
        switch (loaded(after)) {
            case Empty _, Stored _ -> {}
            case Leaf leaf ->
                    visitor.value(
                            leaf.value(),
                            earlier instanceof Leaf(Bytes path, Bytes value)
                                            && path.equals(leaf.path())
                                    ? Optional.of(value)
                                    : Optional.empty());
            case Extension extension ->
                    walk(
                            earlier instanceof Extension(Bytes path, TrieNode child)
                                            && path.equals(extension.path())
                                    ? child
                                    : TrieNode.EMPTY,
                            extension.child());
            case Branch branch -> {
                Branch other = earlier instanceof Branch same ? same : Branch.EMPTY;
                for (int i = 0; i < TrieNode.BRANCH_WIDTH; i++) {
                    walk(other.children().get(i), branch.children().get(i));
                }
                if (!branch.value().isEmpty()) {
                    visitor.value(
                            branch.value(),
                            Optional.of(other.value()).filter(value -> !value.isEmpty()));
                }
            }
        }
    }

    private TrieNode loaded(TrieNode node) {
        return node instanceof Stored(Hash32 hash) ? Trie.load(source, hash) : node;
    }
}
