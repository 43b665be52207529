package io.chirograph.store;

/// The disk refused an operation: it is full, gone, read-only or locked by another process.
public final class DiskException extends StoreException {
    public DiskException(String message) {
        super(message);
    }

    public DiskException(String message, Throwable cause) {
        super(message, cause);
    }
}
