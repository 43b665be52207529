package io.chirograph.node.documents;

import io.chirograph.knowledge.StoredDocument;
import io.chirograph.proof.document.DocumentProof;

/// A proof, or why there is none.
public sealed interface ProofAnswer {
    record Proven(DocumentProof proof) implements ProofAnswer {}

    record UnknownDocument() implements ProofAnswer {}

    /// @param count how many passages the document has
    record UnknownPassage(int count) implements ProofAnswer {}

    /// The document is not registered (yet), or is withdrawn.
    record NotRegistered(StoredDocument document) implements ProofAnswer {}
}
