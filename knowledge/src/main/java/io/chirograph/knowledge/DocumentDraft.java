package io.chirograph.knowledge;

import io.chirograph.knowledge.extract.DocumentKind;
import io.chirograph.proof.document.Passage;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// A document to be kept and registered.
///
/// @param name 1 to [#NAME_CHARS_MAX] characters, no control character; the next document of the same
///     owner with this name is its next version
/// @param passages what the extractor of `kind` found in `content`
/// @param owner the account that will register it
/// @param readers accounts of the members that may read it, at most [#READERS_MAX]; the owner always may
public record DocumentDraft(
        String name,
        DocumentKind kind,
        Bytes content,
        List<Passage> passages,
        Address owner,
        SortedSet<Address> readers) {
    public static final int NAME_CHARS_MAX = 255;
    public static final int READERS_MAX = 1_000;

    public DocumentDraft {
        checkName(name);
        passages = List.copyOf(passages);
        SortedSet<Address> all = new TreeSet<>(readers);
        all.add(owner);
        if (all.size() > READERS_MAX) {
            throw new IllegalArgumentException(
                    "a document has at most %d readers, not %d".formatted(READERS_MAX, all.size()));
        }
        readers = Collections.unmodifiableSortedSet(all);
    }

    /// @throws IllegalArgumentException when `name` can't be a document's
    static void checkName(String name) {
        if (name.isBlank() || name.length() > NAME_CHARS_MAX) {
            throw new IllegalArgumentException(
                    "a document's name has 1 to %d characters, not %d"
                            .formatted(NAME_CHARS_MAX, name.length()));
        }
        if (name.codePoints()
                .anyMatch(c ->
                        Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
            throw new IllegalArgumentException("a document's name has a control character");
        }
    }
}
