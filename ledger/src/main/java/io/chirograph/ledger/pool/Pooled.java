package io.chirograph.ledger.pool;

import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;

/// A transaction in the pool. Single-owner, like the pool.
final class Pooled {
    private final SentTransaction sent;
    private final UInt256 tip;
    private final long addedNanos;
    private boolean offered;
    private long offeredUntilNanos;

    /// @param tip what it pays the proposer for a unit of gas
    Pooled(SentTransaction sent, UInt256 tip, long addedNanos) {
        this.sent = sent;
        this.tip = tip;
        this.addedNanos = addedNanos;
    }

    SentTransaction sent() {
        return sent;
    }

    Transaction transaction() {
        return sent.transaction();
    }

    Hash32 hash() {
        return sent.transaction().hash();
    }

    long nonce() {
        return sent.transaction().nonce();
    }

    int sizeBytes() {
        return sent.transaction().encode().size();
    }

    UInt256 tip() {
        return tip;
    }

    long addedNanos() {
        return addedNanos;
    }

    /// Whether someone has taken it to have it ordered, and is still expected to succeed.
    boolean isOffered() {
        return offered;
    }

    long offeredUntilNanos() {
        return offeredUntilNanos;
    }

    void offer(long untilNanos) {
        offered = true;
        offeredUntilNanos = untilNanos;
    }

    void takeBack() {
        offered = false;
    }
}
