package io.chirograph.cli;

import io.chirograph.knowledge.extract.DocumentKind;
import io.chirograph.knowledge.extract.DocumentReader;
import io.chirograph.knowledge.extract.PassageSplitter;
import io.chirograph.knowledge.extract.Reading.Extracted;
import io.chirograph.knowledge.extract.Reading.Failed;
import io.chirograph.knowledge.extract.ReadingLimits;
import io.chirograph.proof.document.ContentOpening;
import io.chirograph.proof.document.DocumentProof;
import io.chirograph.proof.document.Extractor;
import io.chirograph.proof.document.Passage;
import io.chirograph.proof.document.PassageOpening;
import io.chirograph.types.Bytes;
import java.util.List;
import java.util.Optional;

/// Compares a document at hand with a proof that holds: its bytes with the content the proof opens, and
/// the passage it opens with what the same extractor finds in the document.
final class DocumentComparison {
    private DocumentComparison() {}

    /// Why `document` is not the one the proof is about, if it is not.
    static Optional<String> problem(DocumentProof proof, Bytes document) {
        long size = proof.registration().size();
        if (document.size() != size) {
            return Optional.of(
                    "the document has %d bytes, the registered one has %d"
                            .formatted(document.size(), size));
        }
        Optional<ContentOpening> content = proof.opening().content();
        if (content.isPresent() && !content.get().matches(document)) {
            return Optional.of("the document's content is not the registered one");
        }
        return proof.opening()
                .passage()
                .map(PassageOpening::passage)
                .flatMap(passage -> problem(proof.registration().extractor(), passage, document));
    }

    private static Optional<String> problem(Extractor extractor, Passage passage, Bytes document) {
        Optional<DocumentKind> kind = DocumentKind.of(extractor);
        if (kind.isEmpty()) {
            return Optional.of(
                    "the passage was found by extractor %s, which this release does not have; use the one that registered it"
                            .formatted(extractor));
        }
        DocumentReader reader = new DocumentReader(ReadingLimits.defaults(), System::nanoTime);
        return switch (reader.readAs(kind.get(), document)) {
            case Failed(String reason) ->
                    Optional.of("the document cannot be read again: " + reason);
            case Extracted(_, String text) -> {
                List<Passage> passages = PassageSplitter.split(text);
                boolean found =
                        passage.index() < passages.size()
                                && passages.get(passage.index()).equals(passage);
                yield found
                        ? Optional.empty()
                        : Optional.of(
                                "extractor %s does not find passage %d in the document"
                                        .formatted(extractor, passage.index()));
            }
        };
    }
}
