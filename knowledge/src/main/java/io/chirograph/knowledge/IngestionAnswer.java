package io.chirograph.knowledge;

import java.time.Duration;

/// What became of one document of an ingestion.
public sealed interface IngestionAnswer {
    String name();

    /// From the start of loading to the end.
    Duration time();

    /// It is kept; a fresh one is to be registered. The document has its id and number of passages.
    record Kept(String name, Preparation preparation, Duration time) implements IngestionAnswer {}

    /// @param error what is wrong with the file, for the one who gave it
    record Failed(String name, String error, Duration time) implements IngestionAnswer {}
}
