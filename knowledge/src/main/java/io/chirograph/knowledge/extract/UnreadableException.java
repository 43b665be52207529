package io.chirograph.knowledge.extract;

/// Ends the reading of one document; its message is the reason that [Reading.Failed] tells.
final class UnreadableException extends Exception {
    UnreadableException(String reason) {
        super(reason);
    }
}
