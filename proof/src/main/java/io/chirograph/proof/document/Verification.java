package io.chirograph.proof.document;

import java.time.Instant;
import java.util.List;

/// What came of checking a proof against a genesis.
public sealed interface Verification {
    /// The link of the chain that a proof broke at.
    enum Step {
        FORMAT,
        NETWORK,
        VALIDATORS,
        CERTIFICATE,
        BLOCK,
        REGISTRY,
        REGISTRATION,
        CONTENT,
        PASSAGE
    }

    /// The proof holds: the owner registered this text as what its extractor found in this content. It does
    /// not tell whether the owner withdrew the document in a later block.
    ///
    /// @param owner the member whose account registered the document, or that account's address when it is
    ///     no member's
    /// @param registeredHeight the block that registered it
    /// @param superseded whether a newer version was registered by `provenHeight`
    /// @param provenHeight the block whose certificate the proof rests on
    /// @param provenTime that block's time, in whole seconds
    /// @param signers members that signed that block, in validator order; who joined later than at the genesis
    ///     is told by the address of its signing key
    record Verified(
            DocumentProof proof,
            String owner,
            long registeredHeight,
            boolean superseded,
            long provenHeight,
            Instant provenTime,
            List<String> signers)
            implements Verification {
        public Verified {
            signers = List.copyOf(signers);
        }
    }

    /// The proof shows nothing.
    record Refused(Step step, String reason) implements Verification {}
}
