package io.chirograph.crypto.trie;

import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.Optional;

/// Where the stored nodes of a trie are found.
@FunctionalInterface
public interface NodeSource {
    /// The RLP of the node whose Keccak-256 is `hash`.
    Optional<Bytes> node(Hash32 hash);
}
