package io.chirograph.crypto.trie;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import java.util.ArrayList;
import java.util.List;

/// Proofs that a trie with a known root has a value under a key, or none: the RLP of every node from the
/// root to the key's place, in order, as `eth_getProof` gives them (EIP-1186).
public final class TrieProof {
    /// What a proof shows.
    public sealed interface Result {
        record Present(Bytes value) implements Result {}

        record Absent() implements Result {}

        record Invalid(String reason) implements Result {}
    }

    private TrieProof() {}

    /// The proof for `key` in the trie with `root`.
    /// @throws MissingNodeException when `source` lacks a node
    public static List<Bytes> of(Hash32 root, Bytes key, NodeSource source) {
        if (root.equals(Hashes.EMPTY_TRIE_ROOT)) {
            return List.of();
        }
        List<Bytes> nodes = new ArrayList<>();
        TrieStep step = new TrieStep.Next(root, Nibbles.of(key));
        while (step instanceof TrieStep.Next(Hash32 hash, Bytes path)) {
            nodes.add(source.node(hash).orElseThrow(() -> MissingNodeException.absent(hash)));
            step = TrieStep.from(Trie.load(source, hash), path);
        }
        return List.copyOf(nodes);
    }

    /// Checks `nodes` against `root`. Strict: each node hashes to its reference and is canonical, and none
    /// is left over. Takes any input; the cost is that of hashing it, cut off at the key's length.
    public static Result verify(Hash32 root, Bytes key, List<Bytes> nodes) {
        if (key.size() > Trie.KEY_BYTES_MAX) {
            return new Result.Invalid(
                    "the key has %d bytes, at most %d are allowed"
                            .formatted(key.size(), Trie.KEY_BYTES_MAX));
        }
        if (root.equals(Hashes.EMPTY_TRIE_ROOT)) {
            return nodes.isEmpty()
                    ? new Result.Absent()
                    : new Result.Invalid("nodes are given for an empty trie");
        }
        int used = 0;
        TrieStep step = new TrieStep.Next(root, Nibbles.of(key));
        while (step instanceof TrieStep.Next(Hash32 hash, Bytes path)) {
            if (used == nodes.size()) {
                return new Result.Invalid("the proof ends before node " + hash);
            }
            Bytes rlp = nodes.get(used);
            if (!Hashes.keccak256(rlp).equals(hash)) {
                return new Result.Invalid("node " + used + " does not hash to " + hash);
            }
            try {
                step = TrieStep.from(TrieNode.decode(rlp), path);
            } catch (RlpException e) {
                return new Result.Invalid("node " + used + ": " + e.getMessage());
            }
            used++;
        }
        if (used < nodes.size()) {
            return new Result.Invalid((nodes.size() - used) + " nodes are left over");
        }
        return step instanceof TrieStep.Found(Bytes value)
                ? new Result.Present(value)
                : new Result.Absent();
    }
}
