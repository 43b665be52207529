package io.chirograph.knowledge.search;

import io.chirograph.knowledge.extract.DocumentKind;
import io.chirograph.proof.document.Passage;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;

/// A registered document as the index takes it.
///
/// @param passages read once, while the document is added
public record IndexedDocument(
        Hash32 id,
        Address owner,
        String name,
        DocumentKind kind,
        long version,
        long height,
        boolean superseded,
        Iterable<Passage> passages) {}
