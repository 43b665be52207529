package io.chirograph.node.rpc;

import io.chirograph.ledger.LogFilter;

/// What a client wants to be told as it happens.
sealed interface Subscription {
    /// The header of each new block.
    record NewHeads() implements Subscription {}

    /// Each log of new blocks that `wanted` matches, in whichever block.
    record Logs(LogFilter wanted) implements Subscription {}

    /// Each transaction that comes into this node's pool.
    ///
    /// @param full whether to show it whole, not only its hash
    record PendingTransactions(boolean full) implements Subscription {}

    /// Whether this node is behind, whenever that changes.
    record Syncing() implements Subscription {}
}
