package io.chirograph.types;

/// Input that is not canonical RLP, or not of the expected shape. Always the sender's fault.
public final class RlpException extends RuntimeException {
    public RlpException(String message) {
        super(message);
    }
}
