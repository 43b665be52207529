/// A member's documents: taken in, kept encrypted, prepared for registration, found by their words, opened
/// for proofs, and deleted without residue.
///
/// Read [io.chirograph.knowledge.DocumentLibrary] first, then [io.chirograph.knowledge.Ingestion].
///
/// The library keeps these tables in the member's store. Numbers are big-endian; `id` is the document's id
/// in the registry. What is marked sealed is AES-256-GCM under the document's own key: nonce (12 bytes),
/// ciphertext, tag (16), with the table's name and the key of the entry as associated data. Destroying one
/// key therefore makes all of a document unreadable, in old files and backups of the other tables too.
///
/// | table | key | value |
/// |---|---|---|
/// | documents.keys | id | the document's AES key (32) |
/// | documents.entries | id | RLP: 1, registration, state (see `DocumentCodec`) |
/// | documents.secrets | id | sealed RLP: name, kind, salt (32), Keccak-256 of the content, readers |
/// | documents.content | id, part (4) | sealed bytes of the content, 65,536 in all parts but the last |
/// | documents.passages | id, index (4) | sealed: start (4), end (4), text in UTF-8 |
/// | documents.names | Keccak-256 of owner and name | id of the newest version |
/// | documents.changes | number (8) | id of a document whose searchable state changed |
/// | documents.meta | `library` | identity of this library (32) |
/// | documents.meta | `changed` | number of the last change (8) |
/// | documents.meta | `pruned` | number of the last change that was removed from documents.changes (8) |
@NullMarked
package io.chirograph.knowledge;

import org.jspecify.annotations.NullMarked;
