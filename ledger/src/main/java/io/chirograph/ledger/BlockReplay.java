package io.chirograph.ledger;

import io.chirograph.evm.BlockContext;
import io.chirograph.evm.StateChanges;
import io.chirograph.evm.Tracer;
import io.chirograph.evm.WorldState;
import io.chirograph.ledger.execution.Outcome;
import io.chirograph.ledger.execution.TransactionProcessor;
import io.chirograph.types.InvariantViolation;

/// Executes the transactions of a certified block again, one after the other, for those who want to watch.
/// Changes nothing. Single-owner.
public final class BlockReplay {
    private final TransactionProcessor processor;
    private final BlockContext context;
    private final ExecutedBlock executed;
    private final BlockState state;
    private int next;

    /// What the last transaction did, not yet in `state`.
    private StateChanges last = StateChanges.NONE;

    /// @param parent the state before the block
    BlockReplay(
            TransactionProcessor processor,
            BlockContext context,
            ExecutedBlock executed,
            WorldState parent) {
        this.processor = processor;
        this.context = context;
        this.executed = executed;
        this.state = new BlockState(parent);
    }

    /// The state before the transaction that was executed last. It goes on with the next.
    public WorldState before() {
        return state;
    }

    public BlockContext context() {
        return context;
    }

    /// Executes the transactions before the one at `index`, without anybody watching.
    ///
    /// @param index from 0, at least that of the next transaction
    public void skipTo(int index) {
        while (next < index) {
            run(Tracer.NONE);
        }
    }

    /// Executes the next transaction under the eyes of `tracer`.
    public Outcome.Executed run(Tracer tracer) {
        state.apply(last);
        SentTransaction sent = executed.block().transactions().get(next);
        Outcome outcome =
                processor.execute(sent.transaction(), sent.sender(), context, state, tracer);
        if (!(outcome instanceof Outcome.Executed done)
                || done.gasUsed() != executed.receipts().get(next).gasUsed()) {
            throw new InvariantViolation(
                    "transaction %d of block %d does something else when it is executed again: %s"
                            .formatted(next, executed.height(), outcome));
        }
        last = done.changes();
        next++;
        return done;
    }
}
