package io.chirograph.crypto.trie;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.TrieNode.Branch;
import io.chirograph.crypto.trie.TrieNode.Empty;
import io.chirograph.crypto.trie.TrieNode.Extension;
import io.chirograph.crypto.trie.TrieNode.Leaf;
import io.chirograph.crypto.trie.TrieNode.Stored;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// A trie over stored nodes that takes a batch of changes and hashes them once.
///
/// Idea: nodes are immutable. A change loads the nodes on its path and replaces them with unhashed ones;
/// everything beside the path stays a stored reference. So the unhashed nodes at [#commit] are exactly
/// those the batch touched, each encoded and hashed once however many changes went through it. Cost: one
/// load per node on a changed path, one hash per node on a changed path.
///
/// A removal keeps the form canonical: a branch left with one way on merges with what follows, so the
/// root depends on the content alone, never on its history.
///
/// Single-owner. Every method may throw [MissingNodeException] when the source lacks a node.
public final class Trie {
    /// Recursion goes as deep as a key has nibbles.
    public static final int KEY_BYTES_MAX = 256;

    /// Fewer changes are made faster than handed over.
    private static final int PARALLEL_CHANGES_MIN = 64;

    private final NodeSource source;
    private TrieNode root;

    /// The trie with `root`, [Hashes#EMPTY_TRIE_ROOT] for an empty one.
    public Trie(Hash32 root, NodeSource source) {
        this.source = source;
        this.root = stored(root);
    }

    public Optional<Bytes> get(Bytes key) {
        TrieStep step = TrieStep.from(root, path(key));
        while (step instanceof TrieStep.Next(Hash32 hash, Bytes path)) {
            step = TrieStep.from(load(source, hash), path);
        }
        return step instanceof TrieStep.Found(Bytes value) ? Optional.of(value) : Optional.empty();
    }

    /// @param key at most `KEY_BYTES_MAX` bytes
    /// @param value not empty: an empty value cannot be told from none
    public void put(Bytes key, Bytes value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a trie value is not empty; remove the key instead");
        }
        root = put(root, path(key), value);
    }

    public void remove(Bytes key) {
        root = remove(root, path(key));
    }

    /// One change, with the path of its whole key.
    private record Change(Bytes path, Bytes value) {
        Bytes pathFrom(int depth) {
            return path.slice(depth);
        }
    }

    /// Makes many changes in one walk: they are sorted, so that those below a node are neighbours, and each node on
    /// their way is loaded and replaced once. Those below different children of the root are made at the same time,
    /// by tasks for `executor` that the caller waits for; it must not occupy the executor's last thread. The source
    /// must be safe for them to use at once.
    ///
    /// @param changes by key; an empty value removes the key
    public void putAll(Map<Bytes, Bytes> changes, Executor executor) {
        List<Change> sorted = new ArrayList<>(changes.size());
        changes.forEach((key, value) -> sorted.add(new Change(path(key), value)));
        sorted.sort(Comparator.comparing(Change::path));
        TrieNode loaded = root instanceof Stored(Hash32 hash) ? load(source, hash) : root;
        root =
                loaded instanceof Branch branch && changes.size() >= PARALLEL_CHANGES_MIN
                        ? changedAtOnce(branch, sorted, executor)
                        : changed(loaded, sorted, 0);
    }

    private TrieNode changedAtOnce(Branch root, List<Change> changes, Executor executor) {
        Below below = new Below(root, changes, 0);
        List<CompletableFuture<TrieNode>> children = new ArrayList<>(TrieNode.BRANCH_WIDTH);
        for (int i = 0; i < TrieNode.BRANCH_WIDTH; i++) {
            TrieNode child = root.children().get(i);
            List<Change> own = below.of(i);
            children.add(CompletableFuture.supplyAsync(() -> changed(child, own, 1), executor));
        }
        return canonical(
                new Branch(children.stream().map(CompletableFuture::join).toList(), below.value()));
    }

    /// `node` after `changes`, which are sorted and share their first `depth` nibbles, those of the way to it.
    private TrieNode changed(TrieNode node, List<Change> changes, int depth) {
        TrieNode now = node;
        for (int next = 0; next < changes.size(); next++) {
            now = now instanceof Stored(Hash32 hash) ? load(source, hash) : now;
            List<Change> rest = changes.subList(next, changes.size());
            if (now instanceof Branch branch) {
                return changed(branch, rest, depth);
            }
            if (now instanceof Extension(Bytes prefix, TrieNode child)
                    && rest.getFirst().pathFrom(depth).startsWith(prefix)
                    && rest.getLast().pathFrom(depth).startsWith(prefix)) {
                return joined(prefix, changed(child, rest, depth + prefix.size()));
            }
            // Sooner or later it forks, unless there is little to do anyway.
            now = change(now, rest.getFirst().pathFrom(depth), rest.getFirst().value());
        }
        return now;
    }

    private TrieNode changed(Branch branch, List<Change> changes, int depth) {
        Below below = new Below(branch, changes, depth);
        List<TrieNode> children = new ArrayList<>(TrieNode.BRANCH_WIDTH);
        for (int i = 0; i < TrieNode.BRANCH_WIDTH; i++) {
            children.add(changed(branch.children().get(i), below.of(i), depth + 1));
        }
        return canonical(new Branch(children, below.value()));
    }

    /// Sorted changes at and below a branch, child by child from the first. Single-owner.
    private static final class Below {
        private final List<Change> changes;
        private final int depth;
        private final Bytes value;
        private int from;

        Below(Branch branch, List<Change> changes, int depth) {
            this.changes = changes;
            this.depth = depth;
            boolean endsHere = changes.getFirst().path().size() == depth;
            this.value = endsHere ? changes.getFirst().value() : branch.value();
            this.from = endsHere ? 1 : 0;
        }

        /// The branch's own value afterwards.
        Bytes value() {
            return value;
        }

        /// Those below the child with this index.
        List<Change> of(int index) {
            int start = from;
            while (from < changes.size() && changes.get(from).path().get(depth) == index) {
                from++;
            }
            return changes.subList(start, from);
        }
    }

    private TrieNode change(TrieNode node, Bytes path, Bytes value) {
        return value.isEmpty() ? remove(node, path) : put(node, path, value);
    }

    /// Hashes all changes since the last commit. Afterwards this trie has the new root, and reads its
    /// nodes from the source, to which the caller must have added the update's nodes.
    public TrieUpdate commit() {
        return commit(Runnable::run);
    }

    /// As above; what is below different children of the root is hashed at the same time, as in [#putAll].
    public TrieUpdate commit(Executor executor) {
        Map<Hash32, Bytes> nodes = new HashMap<>();
        TrieNode hashed = root;
        if (root instanceof Branch branch) {
            List<CompletableFuture<Hashed>> tasks =
                    branch.children().stream()
                            .map(child ->
                                    CompletableFuture.supplyAsync(() -> Hashed.of(child), executor))
                            .toList();
            List<TrieNode> children = new ArrayList<>();
            for (CompletableFuture<Hashed> task : tasks) {
                Hashed child = task.join();
                nodes.putAll(child.nodes());
                children.add(child.reference());
            }
            hashed = new Branch(children, branch.value());
        }
        Hash32 hash = TrieNode.hash(hashed, nodes);
        root = stored(hash);
        return new TrieUpdate(hash, nodes);
    }

    /// A subtree with its nodes encoded.
    ///
    /// @param reference stands for it in its parent
    private record Hashed(TrieNode reference, Map<Hash32, Bytes> nodes) {
        static Hashed of(TrieNode node) {
            Map<Hash32, Bytes> nodes = new HashMap<>();
            return new Hashed(TrieNode.referenced(node, nodes), nodes);
        }
    }

    private static TrieNode stored(Hash32 root) {
        return root.equals(Hashes.EMPTY_TRIE_ROOT) ? TrieNode.EMPTY : new Stored(root);
    }

    private static Bytes path(Bytes key) {
        if (key.size() > KEY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a trie key has at most " + KEY_BYTES_MAX + " bytes, not " + key.size());
        }
        return Nibbles.of(key);
    }

    static TrieNode load(NodeSource source, Hash32 hash) {
        Bytes rlp = source.node(hash).orElseThrow(() -> MissingNodeException.absent(hash));
        try {
            return TrieNode.decode(rlp);
        } catch (RlpException e) {
            throw MissingNodeException.damaged(hash, e);
        }
    }

    private TrieNode put(TrieNode node, Bytes path, Bytes value) {
        return switch (node) {
            case Empty() -> new Leaf(path, value);
            case Stored(Hash32 hash) -> put(load(source, hash), path, value);
            case Leaf leaf when leaf.path().equals(path) -> new Leaf(path, value);
            case Leaf leaf -> {
                int shared = Nibbles.commonPrefix(leaf.path(), path);
                TrieNode fork = put(Branch.EMPTY, leaf.path().slice(shared), leaf.value());
                yield prefixed(path.slice(0, shared), put(fork, path.slice(shared), value));
            }
            case Extension(Bytes prefix, TrieNode child) -> {
                int shared = Nibbles.commonPrefix(prefix, path);
                if (shared == prefix.size()) {
                    yield new Extension(prefix, put(child, path.slice(shared), value));
                }
                TrieNode fork =
                        Branch.EMPTY.withChild(
                                prefix.get(shared), prefixed(prefix.slice(shared + 1), child));
                yield prefixed(path.slice(0, shared), put(fork, path.slice(shared), value));
            }
            case Branch branch when path.isEmpty() -> branch.withValue(value);
            case Branch branch -> {
                int index = path.get(0);
                yield branch.withChild(
                        index, put(branch.children().get(index), path.slice(1), value));
            }
        };
    }

    private TrieNode remove(TrieNode node, Bytes path) {
        return switch (node) {
            case Empty() -> node;
            case Stored(Hash32 hash) -> remove(load(source, hash), path);
            case Leaf leaf -> leaf.path().equals(path) ? TrieNode.EMPTY : leaf;
            case Extension(Bytes prefix, TrieNode child) ->
                    path.startsWith(prefix)
                            ? joined(prefix, remove(child, path.slice(prefix.size())))
                            : node;
            case Branch branch when path.isEmpty() -> canonical(branch.withValue(Bytes.EMPTY));
            case Branch branch -> {
                int index = path.get(0);
                yield canonical(
                        branch.withChild(
                                index, remove(branch.children().get(index), path.slice(1))));
            }
        };
    }

    /// `branch`, or what it shrinks to with fewer than two ways on.
    private TrieNode canonical(Branch branch) {
        int present = 0;
        int last = 0;
        for (int i = 0; i < TrieNode.BRANCH_WIDTH; i++) {
            if (!(branch.children().get(i) instanceof Empty)) {
                present++;
                last = i;
            }
        }
        if (present == 0) {
            return branch.value().isEmpty()
                    ? TrieNode.EMPTY
                    : new Leaf(Bytes.EMPTY, branch.value());
        }
        return present == 1 && branch.value().isEmpty()
                ? joined(Bytes.copyOf((byte) last), branch.children().get(last))
                : branch;
    }

    /// `node` behind `prefix`, merged with the path it begins with; a branch stays as it is.
    private TrieNode joined(Bytes prefix, TrieNode node) {
        TrieNode loaded = node instanceof Stored(Hash32 hash) ? load(source, hash) : node;
        return switch (loaded) {
            case Empty() -> loaded;
            case Leaf(Bytes path, Bytes value) -> new Leaf(Bytes.concat(prefix, path), value);
            case Extension(Bytes path, TrieNode child) ->
                    new Extension(Bytes.concat(prefix, path), child);
            case Stored _, Branch _ -> new Extension(prefix, node);
        };
    }

    /// `branch`, behind an extension when `prefix` is not empty.
    private static TrieNode prefixed(Bytes prefix, TrieNode branch) {
        return prefix.isEmpty() ? branch : new Extension(prefix, branch);
    }
}
