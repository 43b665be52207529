package io.chirograph.node.rpc;

import io.chirograph.evm.Account;
import io.chirograph.evm.BlockContext;
import io.chirograph.evm.WorldState;
import io.chirograph.ledger.CertifiedChain;
import io.chirograph.ledger.execution.CallOutcome;
import io.chirograph.ledger.execution.CallRequest;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;

/// Reads calls that are to be tried out, with all that the caller supposes.
final class CallTrials {
    /// A call and what surrounds it.
    record Trial(CallRequest request, BlockContext context, WorldState state) {}

    private final CertifiedChain chain;
    private final Blocks blocks;
    private final RpcLimits limits;
    private final LongSupplier nanoTime;

    CallTrials(CertifiedChain chain, Blocks blocks, RpcLimits limits, LongSupplier nanoTime) {
        this.chain = chain;
        this.blocks = blocks;
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    Deadline deadline() {
        return new Deadline(nanoTime, limits.callTimeout());
    }

    /// A deadline that may be sooner than usual, not later.
    Deadline deadline(Duration wanted) {
        return new Deadline(
                nanoTime,
                wanted.compareTo(limits.callTimeout()) < 0 ? wanted : limits.callTimeout());
    }

    /// @param blockContext what is supposed of the block
    /// @param state what is supposed of the state
    Trial trial(
            JsonNode call,
            BlockParameter at,
            Optional<JsonNode> state,
            Optional<JsonNode> blockContext) {
        long height = blocks.get(at).height();
        BlockContext block = chain.context(height).orElseThrow();
        BlockContext context =
                blockContext
                        .map(overrides -> CallParameters.override(block, overrides))
                        .orElseGet(() -> CallParameters.forCall(call, block));
        WorldState certified = blocks.state(height);
        WorldState supposed =
                state.<WorldState>map(each -> OverriddenState.parse(certified, each))
                        .orElse(certified);
        CallRequest request =
                CallParameters.request(
                        call,
                        context,
                        limits.callGasMax(),
                        limits.callGasMax(),
                        chain.takesBlobs());
        checkFunds(request, supposed);
        return new Trial(request, context, supposed);
    }

    /// Clients recognise these words.
    private static void checkFunds(CallRequest request, WorldState state) {
        UInt256 balance = state.account(request.from()).orElse(Account.EMPTY).balance();
        if (request.value().compareTo(balance) > 0) {
            throw new RpcException(
                    RpcException.REFUSED,
                    "insufficient funds for transfer: the balance of "
                            + request.from()
                            + " is "
                            + balance
                            + ", the value is "
                            + request.value());
        }
    }

    /// @throws RpcException when the call did not end well
    static Bytes output(CallOutcome outcome) {
        return switch (outcome) {
            case CallOutcome.Returned(Bytes output, _) -> output;
            case CallOutcome.Reverted(Bytes data, String reason, _) ->
                    throw RpcException.reverted(
                            data.isEmpty() ? "execution reverted" : "execution reverted: " + reason,
                            data);
            case CallOutcome.Failed(String reason, _) ->
                    throw new RpcException(RpcException.REFUSED, reason);
        };
    }
}
