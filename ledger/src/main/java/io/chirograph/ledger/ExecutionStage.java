package io.chirograph.ledger;

/// What the ledger is at while it makes a block, in this order.
public enum ExecutionStage {
    /// Transactions are decoded and their senders recovered.
    READING,
    /// Transactions are executed.
    EXECUTING,
    /// The state and its tries are updated.
    UPDATING_STATE,
    /// The block is put together, archived and handed to the store.
    ARCHIVING,
    /// The block is made.
    DONE
}
