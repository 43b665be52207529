package io.chirograph.cli.console;

/// A command cannot do what it was asked for. The message is for the user: what, why, how to correct it.
public class CommandFailure extends RuntimeException {
    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
