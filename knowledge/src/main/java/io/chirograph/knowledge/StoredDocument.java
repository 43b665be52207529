package io.chirograph.knowledge;

import io.chirograph.knowledge.extract.DocumentKind;
import io.chirograph.proof.document.Registration;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// What the library tells of a document.
///
/// @param readers accounts of the members that may read it, the owner's included
public record StoredDocument(
        String name,
        DocumentKind kind,
        Registration registration,
        SortedSet<Address> readers,
        DocumentState state) {
    public StoredDocument {
        readers = Collections.unmodifiableSortedSet(new TreeSet<>(readers));
    }

    public Hash32 id() {
        return registration.id();
    }
}
