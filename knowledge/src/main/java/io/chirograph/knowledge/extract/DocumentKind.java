package io.chirograph.knowledge.extract;

import io.chirograph.proof.document.Extractor;
import java.util.Arrays;
import java.util.Optional;

/// The kinds of documents that can be read. An extractor's version changes with every change of what the
/// same bytes give, be it here or in [PassageSplitter]; it names the library where one does the reading.
public enum DocumentKind {
    TEXT("text/plain", "text", 1),
    MARKDOWN("text/markdown", "markdown", 1),
    HTML("text/html", "html-jsoup-1.24.1", 1),
    PDF("application/pdf", "pdf-pdfbox-3.0.8", 1),
    DOCX("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", 1);

    private final String mediaType;
    private final String extractorName;
    private final int extractorVersion;

    DocumentKind(String mediaType, String extractorName, int extractorVersion) {
        this.mediaType = mediaType;
        this.extractorName = extractorName;
        this.extractorVersion = extractorVersion;
    }

    public String mediaType() {
        return mediaType;
    }

    public Extractor extractor() {
        return new Extractor(extractorName, extractorVersion);
    }

    /// The kind that `extractor` reads; empty when this release has no such extractor.
    public static Optional<DocumentKind> of(Extractor extractor) {
        return Arrays.stream(values())
                .filter(kind -> kind.extractor().equals(extractor))
                .findFirst();
    }
}
