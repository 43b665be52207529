package io.chirograph.ledger;

import io.chirograph.types.Hash32;

/// A transaction and where it stands.
///
/// @param index in the block, from 0
/// @param logIndex how many logs the block has before this transaction's
public record TransactionPlace(
        Block block, int index, SentTransaction sent, Receipt receipt, int logIndex) {
    public Hash32 hash() {
        return sent.transaction().hash();
    }
}
