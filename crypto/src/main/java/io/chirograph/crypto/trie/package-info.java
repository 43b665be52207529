/// The Merkle Patricia trie of Ethereum (Yellow Paper, appendices C and D): one hash that commits to a
/// map of byte strings, with short proofs that a key has a value or has none.
///
/// Read [io.chirograph.crypto.trie.Trie] first, then `TrieNode`. [TrieRoot] computes the root of a map
/// that is whole in memory; [TrieProof] checks what others send.
///
/// | node | RLP |
/// |---|---|
/// | empty | `0x80` |
/// | leaf | `[path with leaf flag, value]` |
/// | extension | `[path, reference]`, the path not empty, the reference a branch |
/// | branch | `[reference × 16, value]`, at least two of them not empty |
///
/// | path | first nibble | second nibble |
/// |---|---|---|
/// | even number of nibbles | 0, of a leaf 2 | 0 |
/// | odd number of nibbles | 1, of a leaf 3 | the path's first nibble |
///
/// A reference is the node's RLP itself when that is under 32 bytes, else its Keccak-256; the root is
/// always the Keccak-256.
@NullMarked
package io.chirograph.crypto.trie;

import org.jspecify.annotations.NullMarked;
