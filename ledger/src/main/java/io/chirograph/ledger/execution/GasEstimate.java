package io.chirograph.ledger.execution;

/// How much gas a call needs.
public sealed interface GasEstimate {
    /// The least gas limit with which the call ends well.
    record Needed(long gasLimit) implements GasEstimate {}

    /// With all the gas that may be given the call does not end well either.
    record Impossible(CallOutcome outcome) implements GasEstimate {}
}
