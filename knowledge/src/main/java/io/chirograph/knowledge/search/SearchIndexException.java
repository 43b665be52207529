package io.chirograph.knowledge.search;

/// The index can't be read or written: the disk is full or refuses, or another process has it open. The
/// documents are not affected; open the library again when the cause is gone.
public final class SearchIndexException extends RuntimeException {
    SearchIndexException(String message, Throwable cause) {
        super(message, cause);
    }
}
