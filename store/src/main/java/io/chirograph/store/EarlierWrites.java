package io.chirograph.store;

import io.chirograph.store.WriteSet.Write;
import io.chirograph.types.Bytes;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// What a transaction's writes said before they were changed, for scans that began before the
/// change: so a scan shows one moment, and a loop that writes into what it scans ends. A transaction
/// that never scans keeps nothing here. Single-owner.
final class EarlierWrites {
    /// By key, then by the last scan that still sees it: what the transaction had said of the key.
    private final TreeMap<Bytes, TreeMap<Integer, Optional<Write>>> earlier = new TreeMap<>();

    private int scans;

    /// @return the scan's number
    int beginScan() {
        return ++scans;
    }

    /// To be called before `writes` changes what it says of `key`.
    void keep(Bytes key, WriteSet writes) {
        if (scans > 0) {
            keep(key, Optional.ofNullable(writes.points().get(key)));
        }
    }

    /// To be called before `writes` forgets what it says of the keys from `from` to `to` (exclusive).
    void keep(Bytes from, Bytes to, WriteSet writes) {
        if (scans > 0 && from.compareTo(to) < 0) {
            writes.points()
                    .subMap(from, true, to, false)
                    .forEach((key, said) -> keep(key, Optional.of(said)));
        }
    }

    private void keep(Bytes key, Optional<Write> said) {
        earlier.computeIfAbsent(key, absent -> new TreeMap<>()).putIfAbsent(scans, said);
    }

    /// The keys of a range that were written or changed since some scan began.
    NavigableMap<Bytes, ?> between(Bytes from, Bytes to) {
        return earlier.subMap(from, true, to, false);
    }

    /// What the transaction said of `key` when `scan` began; empty when nothing.
    Optional<Write> asOf(int scan, Bytes key, WriteSet writes) {
        TreeMap<Integer, Optional<Write>> changes = earlier.get(key);
        var seen = changes == null ? null : changes.ceilingEntry(scan);
        return seen == null ? Optional.ofNullable(writes.points().get(key)) : seen.getValue();
    }
}
