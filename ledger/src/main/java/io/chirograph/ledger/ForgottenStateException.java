package io.chirograph.ledger;

/// A state was given up ([Ledger#pruneStates]) while somebody read it.
public final class ForgottenStateException extends RuntimeException {
    ForgottenStateException(long height, long oldestHeight) {
        super(
                "historical state of block %d is not available any more: this node keeps the states from block %d on (setting ledger.stateHistoryBlocks)"
                        .formatted(height, oldestHeight),
                null,
                false,
                false);
    }
}
