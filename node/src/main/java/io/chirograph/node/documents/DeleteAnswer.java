package io.chirograph.node.documents;

import io.chirograph.types.Hash32;

/// What became of a document that was to be deleted.
public sealed interface DeleteAnswer {
    /// Nothing of it is kept here any more.
    ///
    /// @param withdrawnHeight block in which the ledger withdrew it
    record Deleted(long withdrawnHeight) implements DeleteAnswer {}

    /// It is being registered or withdrawn; delete it once that is certified.
    ///
    /// @param transaction that does so; [Hash32#ZERO] when the pool has no room for it yet
    record NotYet(Hash32 transaction) implements DeleteAnswer {}

    /// Its withdrawal failed; it is kept.
    record Refused(String reason) implements DeleteAnswer {}

    record Unknown() implements DeleteAnswer {}
}
