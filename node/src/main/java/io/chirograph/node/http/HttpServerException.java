package io.chirograph.node.http;

/// The server could not be started: the address is taken or not this machine's.
public final class HttpServerException extends RuntimeException {
    HttpServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
