package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.Iterator;
import java.util.Optional;

/// A sorted set of entries: the tree is a list of these, each wholly newer than the next.
sealed interface Source permits Memtable, SortedTable {
    /// The entry of `key` with the highest version that is at most `version`.
    Optional<Entry> newest(Bytes key, long version);

    /// All versions of the keys from `from` to `to` (exclusive), in the order of [Entry#ORDER].
    Iterator<Entry> ascending(Bytes from, Bytes to);

    /// The same in the opposite order.
    Iterator<Entry> descending(Bytes from, Bytes to);

    RangeDeletes rangeDeletes();
}
