package io.chirograph.ledger;

import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;

/// Something that was ordered but is not part of its block.
///
/// @param hash of the transaction's envelope; of the request when its payload is no bundle
/// @param reason one line for whoever sent it
public record SkippedTransaction(Hash32 hash, Cause cause, String reason) {
    /// Why it was skipped, as far as a program has to know.
    public enum Cause {
        /// It can never be part of a block.
        MALFORMED(0),
        /// It is in this block already.
        DUPLICATE(1),
        /// Its gas limit does not fit what is left of the block's; it may fit a later block.
        BLOCK_FULL(2),
        /// The state forbids it: nonce, balance, or another rule of validity.
        REJECTED(3);

        private final int code;

        Cause(int code) {
            this.code = code;
        }

        /// How it is stored.
        int code() {
            return code;
        }

        static Cause of(int code) {
            for (Cause cause : values()) {
                if (cause.code == code) {
                    return cause;
                }
            }
            throw new RlpException("no cause has code " + code);
        }
    }
}
