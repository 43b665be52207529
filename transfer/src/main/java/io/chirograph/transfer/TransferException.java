package io.chirograph.transfer;

/// Something in the surroundings of a transfer does not work, or is used wrongly.
public class TransferException extends RuntimeException {
    public TransferException(String message) {
        super(message);
    }

    public TransferException(String message, Throwable cause) {
        super(message, cause);
    }
}
