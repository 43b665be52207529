package io.chirograph.knowledge;

import io.chirograph.types.Hash32;

/// How far a document's registration has come.
public sealed interface DocumentState {
    /// Ready to be registered; nothing was sent.
    record Prepared() implements DocumentState {}

    /// Its registration was sent in this transaction.
    record Submitted(Hash32 transaction) implements DocumentState {}

    /// Registered in this block.
    record Registered(long height) implements DocumentState {}

    /// Registered in this block, and replaced by a newer version.
    record Superseded(long height, Hash32 successor) implements DocumentState {}

    /// Registered in a block, and withdrawn in a later one.
    record Withdrawn(long height, long withdrawnHeight) implements DocumentState {}
}
