package io.chirograph.store;

/// Something the store could not do. Subclasses tell what a caller can do about it.
public class StoreException extends RuntimeException {
    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /// The same for one more caller to throw, with that caller's stack.
    StoreException again() {
        return new StoreException(String.valueOf(getMessage()), this);
    }
}
