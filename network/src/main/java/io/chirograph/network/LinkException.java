package io.chirograph.network;

/// Links could not be started: the address is taken or unknown, or the JDK lacks what TLS 1.3 needs.
public final class LinkException extends RuntimeException {
    public LinkException(String message, Throwable cause) {
        super(message, cause);
    }
}
