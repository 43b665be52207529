package io.chirograph.knowledge;

import java.util.concurrent.ExecutorService;

/// Where ingestion runs. Made and closed by the caller.
///
/// @param documents a thread for each document under way, which mostly waits: virtual threads
/// @param io loads files and writes the store; [#ioCount()] threads
/// @param cpu extracts, splits and commits; [#cpuCount()] threads
public record IngestionWorkers(ExecutorService documents, ExecutorService io, ExecutorService cpu) {
    /// Twice as many as there are cores.
    public static int ioCount() {
        return 2 * Runtime.getRuntime().availableProcessors();
    }

    /// As many as there are cores.
    public static int cpuCount() {
        return Runtime.getRuntime().availableProcessors();
    }
}
