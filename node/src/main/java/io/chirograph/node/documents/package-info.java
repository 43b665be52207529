/// The owner's side of documents: a file is taken in, registered on the ledger from the member's account,
/// found, proven, and withdrawn.
///
/// Read [io.chirograph.node.documents.DocumentService] first. `RegistryCalls` sends transactions and finds out
/// what became of them, `RegistryFollower` reads the registry's events in certified blocks.
///
/// | table | key | value |
/// |---|---|---|
/// | documents.followed | `height` | height up to which the registry's events were read (8, big-endian) |
@NullMarked
package io.chirograph.node.documents;

import org.jspecify.annotations.NullMarked;
