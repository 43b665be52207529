package io.chirograph.store;

import java.util.Optional;

/// The tables as of one moment: a [Snapshot], or a [Transaction] with its own writes on top.
/// Arrays that come out are the caller's own.
public sealed interface ReadView permits Snapshot, Transaction {
    /// @throws CorruptionException when the bytes on disk are damaged
    Optional<byte[]> get(Table table, byte[] key);

    /// Walks the range from its first key to its last. Every iterator starts anew; it reads ahead a
    /// little and holds nothing that would have to be closed. It ends to work with its view.
    Iterable<KeyValue> scan(Table table, KeyRange range);

    /// As [#scan], from the range's last key to its first.
    Iterable<KeyValue> scanBackward(Table table, KeyRange range);
}
