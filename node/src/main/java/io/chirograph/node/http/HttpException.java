package io.chirograph.node.http;

/// An error that the client is told.
public final class HttpException extends RuntimeException {
    private final int status;
    private final String reason;

    /// @param status 400 to 599
    /// @param reason for the client: what, where, the value, the limit, the fix
    public HttpException(int status, String reason) {
        super(reason);
        this.status = status;
        this.reason = reason;
    }

    public int status() {
        return status;
    }

    public String reason() {
        return reason;
    }
}
