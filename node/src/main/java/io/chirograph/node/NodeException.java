package io.chirograph.node;

/// A node cannot start or go on, for a reason its operator can mend. The message is one line for them.
public final class NodeException extends RuntimeException {
    public NodeException(String message) {
        super(message);
    }

    public NodeException(String message, Throwable cause) {
        super(message, cause);
    }
}
