package io.chirograph.proof.document;

import java.util.Optional;

/// What a proof reveals of a document: one passage, or what its whole content is, or both.
public sealed interface Opening {
    record OfPassage(PassageOpening opened) implements Opening {}

    record OfContent(ContentOpening opened) implements Opening {}

    record OfBoth(PassageOpening openedPassage, ContentOpening openedContent) implements Opening {}

    default Optional<PassageOpening> passage() {
        return switch (this) {
            case OfPassage(var opened) -> Optional.of(opened);
            case OfContent _ -> Optional.empty();
            case OfBoth(var opened, _) -> Optional.of(opened);
        };
    }

    default Optional<ContentOpening> content() {
        return switch (this) {
            case OfPassage _ -> Optional.empty();
            case OfContent(var opened) -> Optional.of(opened);
            case OfBoth(_, var opened) -> Optional.of(opened);
        };
    }
}
