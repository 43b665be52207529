package io.chirograph.knowledge;

import io.chirograph.knowledge.extract.DocumentKind;
import io.chirograph.knowledge.extract.DocumentReader;
import io.chirograph.knowledge.extract.PassageSplitter;
import io.chirograph.knowledge.extract.Reading;
import io.chirograph.proof.document.ContentOpening;
import io.chirograph.proof.document.DocumentProof;
import io.chirograph.proof.document.Extractor;
import io.chirograph.proof.document.Passage;
import io.chirograph.types.Bytes;
import java.util.List;
import java.util.Optional;

/// Compares a verified proof with the document itself: its bytes with the content that the proof opens,
/// and its text, extracted again, with the passage that the proof opens.
public final class DocumentCheck {
    /// What the comparison found.
    public sealed interface Result {
        /// All that the proof opens is what the document has.
        record Same() implements Result {}

        record Different(String reason) implements Result {}

        /// The passage was found by an extractor that this release does not have, so only the content, if the
        /// proof opens it, was compared, and is the same.
        record Incomparable(Extractor extractor) implements Result {}
    }

    private DocumentCheck() {}

    /// @param proof one that [io.chirograph.proof.document.DocumentVerifier] accepted
    public static Result compare(DocumentProof proof, Bytes document, DocumentReader reader) {
        Optional<ContentOpening> content = proof.opening().content();
        if (content.isPresent() && !content.get().matches(document)) {
            return new Result.Different("the document's bytes are not those that were registered");
        }
        if (document.size() != proof.registration().size()) {
            return new Result.Different(
                    "the document has %d bytes, registered are %d"
                            .formatted(document.size(), proof.registration().size()));
        }
        return proof.opening()
                .passage()
                .map(opened -> compare(proof, opened.passage(), document, reader))
                .orElseGet(Result.Same::new);
    }

    private static Result compare(
            DocumentProof proof, Passage passage, Bytes document, DocumentReader reader) {
        Extractor extractor = proof.registration().extractor();
        Optional<DocumentKind> kind = DocumentKind.of(extractor);
        if (kind.isEmpty()) {
            return new Result.Incomparable(extractor);
        }
        return switch (reader.readAs(kind.get(), document)) {
            case Reading.Failed(String reason) -> new Result.Different("the document " + reason);
            case Reading.Extracted(_, String text) -> {
                List<Passage> passages = PassageSplitter.split(text);
                int index = passage.index();
                boolean same = index < passages.size() && passages.get(index).equals(passage);
                yield same
                        ? new Result.Same()
                        : new Result.Different(
                                "extracting the text again gives another passage " + index);
            }
        };
    }
}
