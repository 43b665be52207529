package io.chirograph.consensus.pbft;

/// What [MessageVerifier] says about a peer's bytes.
public sealed interface Verification
        permits VerifiedMessage, Verification.Needless, Verification.Rejected {
    /// A message that would change nothing; its signatures were not checked.
    record Needless(int from) implements Verification {}

    /// Not a message of this network that may be looked at further.
    ///
    /// @param from the index of the validator on whose link the bytes came
    /// @param detail for a person: what is wrong, where, which limit
    record Rejected(int from, Refusal reason, String detail) implements Verification {}
}
