package io.chirograph.proof.document;

import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A binary Merkle tree over passage leaves. A node without a right neighbour moves up as it is; the
/// root commits to the number of leaves, which fixes the tree's shape, so a path has exactly one valid
/// length for each index. Leaves, inner nodes and the root are hashed under different domains, so none
/// can be taken for another.
///
/// Immutable; takes 64 bytes a leaf.
public final class PassageTree {
    public static final int LEAVES_MAX = 1 << 20;

    /// From the leaves up to the level of one node; empty when there are no leaves.
    private final List<List<Hash32>> levels;

    private PassageTree(List<List<Hash32>> levels) {
        this.levels = levels;
    }

    /// @param leaves at most [#LEAVES_MAX], in the order of the passages
    public static PassageTree of(List<Hash32> leaves) {
        if (leaves.size() > LEAVES_MAX) {
            throw new IllegalArgumentException(
                    "a document has at most " + LEAVES_MAX + " passages, not " + leaves.size());
        }
        List<List<Hash32>> levels = new ArrayList<>();
        for (List<Hash32> level = List.copyOf(leaves); !level.isEmpty(); level = above(level)) {
            levels.add(level);
            if (level.size() == 1) {
                break;
            }
        }
        return new PassageTree(levels);
    }

    private static List<Hash32> above(List<Hash32> level) {
        List<Hash32> above = new ArrayList<>((level.size() + 1) / 2);
        for (int i = 0; i < level.size(); i += 2) {
            above.add(
                    i + 1 < level.size()
                            ? Commitments.inner(level.get(i), level.get(i + 1))
                            : level.get(i));
        }
        return above;
    }

    public Hash32 root() {
        return levels.isEmpty()
                ? Commitments.root(0, Hash32.ZERO)
                : Commitments.root(levels.getFirst().size(), levels.getLast().getFirst());
    }

    /// The neighbours on the way from leaf `index` to the root, lowest first.
    public List<Hash32> path(int index) {
        List<Hash32> path = new ArrayList<>();
        int at = index;
        for (List<Hash32> level : levels) {
            int neighbour = at ^ 1;
            if (neighbour < level.size()) {
                path.add(level.get(neighbour));
            }
            at >>= 1;
        }
        return List.copyOf(path);
    }

    /// The root above `leaf` at `index` of `leafCount`; empty when `path` is not as long as that place
    /// wants, or the place does not exist.
    public static Optional<Hash32> rootOf(
            int leafCount, int index, Hash32 leaf, List<Hash32> path) {
        if (index < 0 || index >= leafCount) {
            return Optional.empty();
        }
        Hash32 node = leaf;
        int used = 0;
        int at = index;
        for (int width = leafCount; width > 1; width = (width + 1) / 2) {
            if ((at ^ 1) < width) {
                if (used == path.size()) {
                    return Optional.empty();
                }
                Hash32 neighbour = path.get(used++);
                node =
                        (at & 1) == 0
                                ? Commitments.inner(node, neighbour)
                                : Commitments.inner(neighbour, node);
            }
            at >>= 1;
        }
        return used == path.size()
                ? Optional.of(Commitments.root(leafCount, node))
                : Optional.empty();
    }
}
