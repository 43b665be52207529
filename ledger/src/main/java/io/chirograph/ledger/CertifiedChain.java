package io.chirograph.ledger;

import io.chirograph.evm.BlockContext;
import io.chirograph.evm.StateChanges;
import io.chirograph.evm.Tracer;
import io.chirograph.evm.WorldState;
import io.chirograph.ledger.execution.CallOutcome;
import io.chirograph.ledger.execution.CallRequest;
import io.chirograph.ledger.execution.GasEstimate;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What can be asked of a chain by those who only read: its certified blocks, the states they made, and what a
/// call would do there. [Ledger] is ours; the tests have one that other software made. Thread-safe.
public interface CertifiedChain {
    /// The number that transactions name (EIP-155).
    long chainId();

    /// Height of the newest certified block: `latest`, `safe` and `finalized` alike; 0 at first, for the
    /// genesis needs no certificate.
    long certifiedHeight();

    /// What the block after the newest will ask for a unit of gas.
    UInt256 nextBaseFee();

    /// The certified block at `height`.
    Optional<ExecutedBlock> block(long height);

    Optional<ExecutedBlock> block(Hash32 hash);

    Optional<TransactionPlace> transaction(Hash32 hash);

    /// Why the transaction with `hash` (or the request, when its payload was no bundle) was not made part
    /// of the block it was ordered for. Kept for the last `SKIPPED_HEIGHTS_KEPT` blocks.
    Optional<SkippedTransaction> skipped(Hash32 hash);

    /// The logs that `filter` wants; of a range beyond the certified height only the part below it.
    FoundLogs logs(LogFilter filter);

    /// The lowest height whose state is kept.
    long oldestStateHeight();

    /// The state after the block at `height`, [#oldestStateHeight()] to the certified height.
    Optional<WorldState> state(long height);

    /// What a call learns of the block at `height`.
    Optional<BlockContext> context(long height);

    /// What the state after the block at `height` says of an account and of `slots`, with proofs.
    Optional<AccountProof> prove(long height, Address address, List<UInt256> slots);

    /// Tries a call out under the eyes of `tracer`.
    ///
    /// @param state of [#state], or with changes on top of it
    CallOutcome call(CallRequest request, BlockContext context, WorldState state, Tracer tracer);

    /// What a call would change.
    ///
    /// @param state of [#state], or with changes on top of it
    StateChanges changes(CallRequest request, BlockContext context, WorldState state);

    /// Finds the least gas limit with which a call ends well.
    ///
    /// @param state of [#state], or with changes on top of it
    GasEstimate estimate(CallRequest request, BlockContext context, WorldState state);

    /// The certified block at `height`, to be executed again; there is nothing to execute in block 0, and no way to
    /// where the state before the block is no longer kept.
    Optional<BlockReplay> replay(long height);

    /// Whether transactions may have blobs (type 3).
    boolean takesBlobs();

    /// Whether a precompiled contract is at `address`.
    boolean isPrecompiled(Address address);

    /// `listener` gets every block that becomes certified from now on, in order, on the thread that
    /// certifies; it must not wait for anything.
    void onCertified(Consumer<ExecutedBlock> listener);
}
