package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.Comparator;

/// What a commit said of one key.
///
/// @param key with its table's number before it
/// @param version of the commit; 1 or more
/// @param deleted whether the key is absent from this version on; `value` is empty then
record Entry(Bytes key, long version, boolean deleted, Bytes value) {
    /// Above every version there can be.
    static final long NEWEST = Long.MAX_VALUE;

    /// By key, and the newest version of a key first.
    static final Comparator<Entry> ORDER =
            (a, b) -> {
                int byKey = a.key.compareTo(b.key);
                return byKey != 0 ? byKey : Long.compare(b.version, a.version);
            };

    static Entry put(Bytes key, long version, Bytes value) {
        return new Entry(key, version, false, value);
    }

    static Entry delete(Bytes key, long version) {
        return new Entry(key, version, true, Bytes.EMPTY);
    }

    /// Stands in the order before everything said of `key` at `version` or earlier.
    static Entry probe(Bytes key, long version) {
        return delete(key, version);
    }

    KeyValue toKeyValue() {
        return new KeyValue(Table.keyOf(key), value);
    }
}
