package io.chirograph.crypto.trie;

import io.chirograph.types.Bytes;
import io.chirograph.types.RlpException;

/// Paths through a trie: `Bytes` that hold one nibble (0 to 15) each, and their packed form in a node.
final class Nibbles {
    private static final int ODD = 0x10;
    private static final int LEAF = 0x20;

    private Nibbles() {}

    static Bytes of(Bytes key) {
        byte[] nibbles = new byte[2 * key.size()];
        for (int i = 0; i < key.size(); i++) {
            nibbles[2 * i] = (byte) ((key.get(i) >> 4) & 0xf);
            nibbles[2 * i + 1] = (byte) (key.get(i) & 0xf);
        }
        return Bytes.owning(nibbles);
    }

    static int commonPrefix(Bytes a, Bytes b) {
        int end = Math.min(a.size(), b.size());
        int count = 0;
        while (count < end && a.get(count) == b.get(count)) {
            count++;
        }
        return count;
    }

    /// The packed form with its flags.
    static Bytes pack(Bytes path, boolean leaf) {
        boolean odd = (path.size() & 1) == 1;
        byte[] packed = new byte[path.size() / 2 + 1];
        packed[0] = (byte) ((leaf ? LEAF : 0) | (odd ? ODD | path.get(0) : 0));
        for (int from = odd ? 1 : 0, at = 1; from < path.size(); from += 2, at++) {
            packed[at] = (byte) ((path.get(from) << 4) | path.get(from + 1));
        }
        return Bytes.owning(packed);
    }

    static boolean isLeaf(Bytes packed) {
        return !packed.isEmpty() && (packed.get(0) & LEAF) != 0;
    }

    /// The path of a packed form.
    /// @throws RlpException when the form is not canonical
    static Bytes unpack(Bytes packed) {
        if (packed.isEmpty()) {
            throw new RlpException("a trie path has no flags");
        }
        int flags = packed.get(0) & 0xff;
        boolean odd = (flags & ODD) != 0;
        if (flags >= (LEAF | ODD) + 0x10 || (!odd && (flags & 0xf) != 0)) {
            throw new RlpException("trie path " + packed + " has flags that mean nothing");
        }
        return of(packed).slice(odd ? 1 : 2);
    }
}
