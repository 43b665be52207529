package io.chirograph.store;

import io.chirograph.types.Bytes;

/// Where the entries of a block are, each beside the six bytes of its key that follow what all keys
/// of the block begin with, so that a search looks at eight bytes an entry that lie side by side,
/// and at the entries only in the end. Immutable; made in memory, never stored.
final class KeyPrefixes {
    /// Of a block that has none.
    static final KeyPrefixes NONE = new KeyPrefixes(Bytes.EMPTY, new long[0]);

    /// Of each place, for where the entry begins in the block.
    private static final int OFFSET_BITS = 16;

    /// A longer block has none: its entries are long, and so few.
    static final int BLOCK_BYTES_MAX = 1 << OFFSET_BITS;

    private static final long OFFSET_MASK = BLOCK_BYTES_MAX - 1L;

    /// What all keys begin with.
    private final Bytes common;

    /// Of [#common] the first eight bytes, and which bits of eight these are.
    private final long commonLeading;

    private final long commonMask;

    /// By entry: six bytes of its key, then its offset.
    private final long[] places;

    private KeyPrefixes(Bytes common, long[] places) {
        this.common = common;
        this.commonLeading = common.leading(0);
        int otherBits = Byte.SIZE * Math.max(0, Long.BYTES - common.size());
        this.commonMask = otherBits == Long.SIZE ? 0 : -1L << otherBits;
        this.places = places;
    }

    /// @param block of at most [#BLOCK_BYTES_MAX], and not empty
    static KeyPrefixes of(Block block) {
        Block.Cursor entries = block.cursor();
        entries.previous();
        byte[] last = entries.key().toArray();
        entries.first();
        int common = entries.key().commonPrefix(0, last, 0, last.length);
        long[] places = new long[block.count()];
        for (boolean inside = true; inside; inside = entries.next()) {
            places[entries.index()] =
                    (entries.key().leading(common) & ~OFFSET_MASK) | entries.offset();
        }
        return new KeyPrefixes(Bytes.owning(last).slice(0, common), places);
    }

    /// What a block of so many entries needs for it.
    static int bytes(int count) {
        return 64 + Long.BYTES * count;
    }

    /// The index of the first entry that may be at or behind `sought`: all before it stand before
    /// it, and so do none behind it that [#maySame] does not name. The count of all when there is
    /// none.
    int firstAtOrBehind(Bytes sought) {
        int byCommon = compareToCommon(sought);
        if (byCommon != 0) {
            return byCommon < 0 ? 0 : places.length;
        }
        long prefix = prefixOf(sought);
        int low = 0;
        int count = places.length;
        // Halves without a branch that depends on what is read.
        while (count > 0) {
            int half = count >>> 1;
            int middle = low + half;
            boolean before = (places[middle] >>> OFFSET_BITS) < prefix;
            low = before ? middle + 1 : low;
            count = before ? count - half - 1 : half;
        }
        return low;
    }

    private long prefixOf(Bytes sought) {
        return sought.leading(common.size()) >>> OFFSET_BITS;
    }

    private int compareToCommon(Bytes sought) {
        int byLeading = Long.compareUnsigned(sought.leading(0) & commonMask, commonLeading);
        if (byLeading != 0 || (common.size() <= Long.BYTES && sought.size() >= common.size())) {
            return byLeading;
        }
        return sought.slice(0, Math.min(sought.size(), common.size())).compareTo(common);
    }

    /// Whether the key of that entry, which [#firstAtOrBehind] named, may be `sought`, as far as the
    /// bytes here tell.
    boolean maySame(int index, Bytes sought) {
        return places[index] >>> OFFSET_BITS == prefixOf(sought) && compareToCommon(sought) == 0;
    }

    /// Where the entry begins in its block.
    int offset(int index) {
        return (int) (places[index] & OFFSET_MASK);
    }
}
