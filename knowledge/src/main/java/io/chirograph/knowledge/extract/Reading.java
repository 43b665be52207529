package io.chirograph.knowledge.extract;

/// What came of reading a document.
public sealed interface Reading {
    /// @param text as the package's description says; may be empty, as of a scan without text
    record Extracted(DocumentKind kind, String text) implements Reading {}

    /// @param reason what is wrong and what to do, for the one who gave the file
    record Failed(String reason) implements Reading {}
}
