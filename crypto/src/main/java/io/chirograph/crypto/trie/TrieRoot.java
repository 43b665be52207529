package io.chirograph.crypto.trie;

import io.chirograph.crypto.trie.TrieNode.Branch;
import io.chirograph.crypto.trie.TrieNode.Extension;
import io.chirograph.crypto.trie.TrieNode.Leaf;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The root of a map that is whole in memory, built from its sorted keys in one pass: a block's
/// transactions and receipts, and the check of [Trie] in tests.
public final class TrieRoot {
    private record Entry(Bytes path, Bytes value) {}

    private TrieRoot() {}

    /// @param entries in the order of `Bytes`, the values not empty
    public static Hash32 of(SortedMap<Bytes, Bytes> entries) {
        List<Entry> sorted = new ArrayList<>(entries.size());
        entries.forEach((key, value) -> sorted.add(new Entry(Nibbles.of(key), value)));
        return TrieNode.hash(node(sorted, 0), new HashMap<>());
    }

    /// The root of a list: the key of an element is the RLP of its index.
    public static Hash32 ofIndexed(List<Bytes> values) {
        SortedMap<Bytes, Bytes> entries = new TreeMap<>();
        for (int i = 0; i < values.size(); i++) {
            entries.put(indexKey(i), values.get(i));
        }
        return of(entries);
    }

    /// The key under which [#ofIndexed] puts the element with `index`.
    public static Bytes indexKey(int index) {
        return RlpWriter.string(UInt256.of(index).toMinimalBytes());
    }

    /// The node of all `entries`, which share their first `depth` nibbles.
    private static TrieNode node(List<Entry> entries, int depth) {
        if (entries.isEmpty()) {
            return TrieNode.EMPTY;
        }
        Bytes first = entries.getFirst().path();
        if (entries.size() == 1) {
            return new Leaf(first.slice(depth), entries.getFirst().value());
        }
        int shared = Nibbles.commonPrefix(first, entries.getLast().path());
        if (shared > depth) {
            return new Extension(first.slice(depth, shared), node(entries, shared));
        }
        boolean endsHere = first.size() == depth;
        Branch branch =
                endsHere ? Branch.EMPTY.withValue(entries.getFirst().value()) : Branch.EMPTY;
        int from = endsHere ? 1 : 0;
        while (from < entries.size()) {
            byte nibble = entries.get(from).path().get(depth);
            int to = from + 1;
            while (to < entries.size() && entries.get(to).path().get(depth) == nibble) {
                to++;
            }
            branch = branch.withChild(nibble, node(entries.subList(from, to), depth + 1));
            from = to;
        }
        return branch;
    }
}
