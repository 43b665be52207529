package io.chirograph.consensus.pbft;

/// A message whose form, signatures and nested proofs [MessageVerifier] has checked; only it makes them.
/// Immutable.
public final class VerifiedMessage implements Verification {
    private final int from;
    private final Message message;

    VerifiedMessage(int from, Message message) {
        this.from = from;
        this.message = message;
    }

    /// The index of the validator on whose link it came; a vote's signer may be another.
    public int from() {
        return from;
    }

    public Message message() {
        return message;
    }
}
