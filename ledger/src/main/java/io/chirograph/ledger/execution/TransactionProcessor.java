package io.chirograph.ledger.execution;

import io.chirograph.evm.BlockContext;
import io.chirograph.evm.Fork;
import io.chirograph.evm.WorldState;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.types.Address;

/// Runs transactions by the rules of one fork. Thread-safe: what threads share is a cache of analysed code.
public final class TransactionProcessor {
    private final Fork fork;

    public TransactionProcessor(Fork fork) {
        this.fork = fork;
    }

    /// Runs `transaction` after the state `state`, in the block `block`.
    ///
    /// @param sender whose signature the transaction carries, see [Transaction#sender]
    public Outcome execute(
            Transaction transaction, Address sender, BlockContext block, WorldState state) {
        return new Outcome.Rejected("no machine for " + fork);
    }

    /// Tries `request` out: nonce, balance and fees are not checked, nothing is paid or kept.
    public CallOutcome call(CallRequest request, BlockContext block, WorldState state) {
        return new CallOutcome.Failed("no machine for " + fork, 0);
    }

    /// Finds the least gas limit with which `request` ends well, `request.gasLimit()` at most.
    public GasEstimate estimate(CallRequest request, BlockContext block, WorldState state) {
        return new GasEstimate.Impossible(call(request, block, state));
    }
}
