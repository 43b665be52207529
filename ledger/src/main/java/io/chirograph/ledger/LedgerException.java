package io.chirograph.ledger;

/// The store holds something that this ledger cannot work with; the message says what to do.
public final class LedgerException extends RuntimeException {
    LedgerException(String message) {
        super(message);
    }
}
