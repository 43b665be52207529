package io.chirograph.consensus.pbft;

import io.chirograph.crypto.Signature;
import io.chirograph.types.Hash32;

/// One validator's signed word on one height. Two votes of one validator that agree in kind, view and
/// height but not in hash prove that it cheats.
///
/// @param view 0 for [Kind#EXECUTE], which holds in every view
/// @param hash a batch's digest; for [Kind#EXECUTE] the block's hash
/// @param signer the validator's index
public record Vote(Kind kind, long view, long height, Hash32 hash, int signer, Signature signature)
        implements Message {
    /// In the order of the protocol.
    public enum Kind {
        /// The primary proposes a batch (pre-prepare).
        PROPOSE(1),
        /// A backup has accepted the proposal and no other one of that view.
        PREPARE(2),
        /// A quorum, the voter included, has proposed or prepared the batch.
        COMMIT(3),
        /// The voter has executed the batch and its block is durable.
        EXECUTE(4);

        /// In signed and sent bytes.
        final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    public Vote {
        if (view < 0 || height < 1 || signer < 0) {
            throw new IllegalArgumentException(
                    "a vote has view ≥ 0, height ≥ 1 and signer ≥ 0, not %d, %d and %d"
                            .formatted(view, height, signer));
        }
        if (kind == Kind.EXECUTE && view != 0) {
            throw new IllegalArgumentException("an execute vote has view 0, not " + view);
        }
    }

    /// Whether no honest validator signs both.
    public boolean contradicts(Vote other) {
        return kind == other.kind
                && view == other.view
                && height == other.height
                && signer == other.signer
                && !hash.equals(other.hash);
    }
}
