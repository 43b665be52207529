package io.chirograph.knowledge;

/// What the store returned is not what the library wrote: it does not decrypt, or is not in its format.
/// The document has to be restored from a backup, or deleted and taken in again.
public final class DocumentDamagedException extends RuntimeException {
    DocumentDamagedException(String message, Throwable cause) {
        super(message, cause);
    }
}
