package io.chirograph.node.documents;

/// What a proof is to reveal of a document.
public sealed interface Revealed {
    /// What the whole content is; for those who may read the document.
    record Content() implements Revealed {}

    /// @param index from 0
    record OnePassage(int index) implements Revealed {}

    /// A passage, and what the whole content is.
    record PassageAndContent(int index) implements Revealed {}
}
