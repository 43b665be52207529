package io.chirograph.crypto.trie;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// A node of a trie, immutable. Paths hold one nibble a byte.
sealed interface TrieNode {
    int BRANCH_WIDTH = 16;

    /// Of a branch's RLP with hashes for all children, without its value.
    int BRANCH_BYTES = 16 * (Hash32.SIZE + 1) + 8;

    /// References shorter than this are the node itself.
    int INLINE_BYTES_END = Hash32.SIZE;

    /// No keys below here.
    record Empty() implements TrieNode {}

    /// A node that has not been loaded.
    record Stored(Hash32 hash) implements TrieNode {}

    record Leaf(Bytes path, Bytes value) implements TrieNode {}

    /// @param child a branch, loaded or not
    record Extension(Bytes path, TrieNode child) implements TrieNode {}

    /// @param value the value of the key that ends here, empty when there is none
    record Branch(List<TrieNode> children, Bytes value) implements TrieNode {
        static final Branch EMPTY =
                new Branch(Collections.nCopies(BRANCH_WIDTH, TrieNode.EMPTY), Bytes.EMPTY);

        public Branch {
            children = List.copyOf(children);
        }

        Branch withChild(int index, TrieNode child) {
            List<TrieNode> changed = new ArrayList<>(children);
            changed.set(index, child);
            return new Branch(changed, value);
        }

        Branch withValue(Bytes newValue) {
            return new Branch(children, newValue);
        }
    }

    TrieNode EMPTY = new Empty();

    /// The hash of `root` as a whole trie. Adds the RLP of all loaded nodes that are referred to by hash,
    /// and of the root, to `nodes`.
    static Hash32 hash(TrieNode root, Map<Hash32, Bytes> nodes) {
        if (root instanceof Stored(Hash32 hash)) {
            return hash;
        }
        Bytes rlp = encode(root, nodes);
        Hash32 hash = Hashes.keccak256(rlp);
        if (!(root instanceof Empty)) {
            nodes.put(hash, rlp);
        }
        return hash;
    }

    /// What stands for `node` in its parent: itself when it is short enough to be inside, else its hash. Adds
    /// what it refers to by hash, and itself in that case, to `nodes`.
    static TrieNode referenced(TrieNode node, Map<Hash32, Bytes> nodes) {
        if (node instanceof Empty || node instanceof Stored) {
            return node;
        }
        Bytes rlp = encode(node, nodes);
        if (rlp.size() < INLINE_BYTES_END) {
            return node;
        }
        Hash32 hash = Hashes.keccak256(rlp);
        nodes.put(hash, rlp);
        return new Stored(hash);
    }

    private static Bytes encode(TrieNode node, Map<Hash32, Bytes> nodes) {
        return switch (node) {
            case Empty() -> RlpWriter.string(Bytes.EMPTY);
            case Stored(Hash32 hash) -> RlpWriter.string(hash.bytes());
            case Leaf(Bytes path, Bytes value) ->
                    RlpWriter.list(w -> w.bytes(Nibbles.pack(path, true)).bytes(value));
            case Extension(Bytes path, TrieNode child) ->
                    RlpWriter.list(w -> {
                        w.bytes(Nibbles.pack(path, false));
                        refer(w, child, nodes);
                    });
            case Branch(List<TrieNode> children, Bytes value) ->
                    RlpWriter.list(
                            BRANCH_BYTES + value.size(),
                            w -> {
                                for (TrieNode child : children) {
                                    refer(w, child, nodes);
                                }
                                w.bytes(value);
                            });
        };
    }

    /// Writes what stands for `node` in its parent.
    private static void refer(RlpWriter parent, TrieNode node, Map<Hash32, Bytes> nodes) {
        switch (referenced(node, nodes)) {
            case Empty() -> parent.bytes(Bytes.EMPTY);
            case Stored(Hash32 hash) -> parent.hash(hash);
            case Leaf _, Extension _, Branch _ -> parent.encoded(encode(node, nodes));
        }
    }

    /// The node that `rlp` is. Nodes inside it (at most 31 bytes, so the nesting is bounded) are decoded
    /// too, others stay [Stored].
    /// @throws RlpException when `rlp` is not a canonical leaf, extension or branch
    static TrieNode decode(Bytes rlp) {
        int count = 0;
        for (RlpReader fields = RlpReader.list(rlp); fields.hasNext(); count++) {
            fields.encoded();
        }
        RlpReader fields = RlpReader.list(rlp);
        return switch (count) {
            case 2 -> leafOrExtension(fields);
            case BRANCH_WIDTH + 1 -> branch(fields);
            default -> throw new RlpException("a trie node has 2 or 17 elements, not " + count);
        };
    }

    private static TrieNode leafOrExtension(RlpReader fields) {
        Bytes packed = fields.bytes();
        Bytes path = Nibbles.unpack(packed);
        if (Nibbles.isLeaf(packed)) {
            Bytes value = fields.bytes();
            if (value.isEmpty()) {
                throw new RlpException("a leaf has an empty value");
            }
            return new Leaf(path, value);
        }
        TrieNode child = child(fields);
        if (path.isEmpty() || !(child instanceof Branch || child instanceof Stored)) {
            throw new RlpException("an extension has a path and refers to a branch");
        }
        return new Extension(path, child);
    }

    private static TrieNode branch(RlpReader fields) {
        List<TrieNode> children = new ArrayList<>(BRANCH_WIDTH);
        int present = 0;
        for (int i = 0; i < BRANCH_WIDTH; i++) {
            TrieNode child = child(fields);
            present += child instanceof Empty ? 0 : 1;
            children.add(child);
        }
        Bytes value = fields.bytes();
        if (present + (value.isEmpty() ? 0 : 1) < 2) {
            throw new RlpException("a branch has fewer than two ways on");
        }
        return new Branch(children, value);
    }

    private static TrieNode child(RlpReader fields) {
        if (!fields.nextIsList()) {
            Bytes reference = fields.bytes();
            if (!reference.isEmpty() && reference.size() != Hash32.SIZE) {
                throw new RlpException("a reference of " + reference.size() + " bytes is no hash");
            }
            return reference.isEmpty() ? EMPTY : new Stored(Hash32.of(reference));
        }
        Bytes inline = fields.encoded();
        if (inline.size() >= INLINE_BYTES_END) {
            throw new RlpException("a node of " + inline.size() + " bytes is not behind its hash");
        }
        return decode(inline);
    }
}
