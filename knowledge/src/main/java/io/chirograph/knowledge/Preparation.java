package io.chirograph.knowledge;

/// What became of a draft.
public sealed interface Preparation {
    StoredDocument document();

    /// A first version, or the next one of its name: register it.
    record Fresh(StoredDocument document) implements Preparation {}

    /// The newest version of this name has the same content and readers already.
    record Unchanged(StoredDocument document) implements Preparation {}
}
