package io.chirograph.ledger;

/// A file is not the state it should be; the message says where and what is wrong.
final class StateFileException extends RuntimeException {
    StateFileException(String message) {
        super(message);
    }

    StateFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
