/// Documents as the ledger knows them, and proofs about them that need nothing else at hand: what is
/// registered, by whom, when, and that a passage is part of it.
///
/// Read [io.chirograph.proof.document.Registration] first, then
/// [io.chirograph.proof.document.DocumentRegistry] and
/// [io.chirograph.proof.document.DocumentVerifier]. `docs/proof-format.md` describes the proof file.
///
/// Commitments are Keccak-256 over these bytes, numbers big-endian; `domain` is the Keccak-256 of the
/// label in ASCII:
///
/// | commitment | bytes |
/// |---|---|
/// | content | domain "chirograph document content 1" (32), salt (32), size (8), Keccak-256 of the content (32) |
/// | passage leaf | domain "chirograph document passage 1" (32), salt (32), index (4), start (4), end (4), text in UTF-8 |
/// | inner node | domain "chirograph document passage node 1" (32), left (32), right (32) |
/// | text root | domain "chirograph document passage root 1" (32), leaf count (4), top node (32, zero without leaves) |
/// | access root | domain "chirograph document access 1" (32), salt (32), count (4), addresses in ascending order (20 each) |
///
/// Salts are HMAC-SHA-256 under the document's secret salt of "chirograph content salt 1",
/// "chirograph access salt 1", and "chirograph passage salt 1" followed by the index (4 bytes).
@NullMarked
package io.chirograph.proof.document;

import org.jspecify.annotations.NullMarked;
