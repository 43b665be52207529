package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.json;
import static io.chirograph.node.rpc.Values.quantity;

import io.chirograph.evm.Account;
import io.chirograph.evm.BlockContext;
import io.chirograph.evm.WorldState;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.execution.CallOutcome;
import io.chirograph.ledger.execution.CallRequest;
import io.chirograph.ledger.execution.GasEstimate;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import tools.jackson.databind.JsonNode;

/// Calls that are tried out and change nothing.
final class CallMethods {
    private final Ledger ledger;
    private final Blocks blocks;
    private final long gasMax;

    CallMethods(Ledger ledger, Blocks blocks, long gasMax) {
        this.ledger = ledger;
        this.blocks = blocks;
        this.gasMax = gasMax;
    }

    void addTo(RpcMethods methods) {
        methods.add("eth_call", this::call).add("eth_estimateGas", this::estimateGas);
    }

    /// A call and what surrounds it, with all that the caller supposes.
    private record Trial(CallRequest request, BlockContext context, WorldState state) {}

    private Trial trial(RpcParameters parameters) {
        long height = blocks.get(parameters.countAtMost(4).block(1)).height();
        BlockContext block = ledger.context(height).orElseThrow();
        BlockContext context =
                parameters
                        .optional(3)
                        .map(overrides -> CallParameters.override(block, overrides))
                        .orElse(block);
        WorldState certified = ledger.state(height).orElseThrow();
        WorldState state =
                parameters
                        .optional(2)
                        .<WorldState>map(each -> OverriddenState.parse(certified, each))
                        .orElse(certified);
        CallRequest request =
                CallParameters.request(parameters.required(0, "a call"), context, gasMax, gasMax);
        checkFunds(request, state);
        return new Trial(request, context, state);
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

    private JsonNode call(RpcParameters parameters) {
        Trial trial = trial(parameters);
        return json(output(ledger.call(trial.request, trial.context, trial.state)));
    }

    private JsonNode estimateGas(RpcParameters parameters) {
        Trial trial = trial(parameters);
        return switch (ledger.estimate(trial.request, trial.context, trial.state)) {
            case GasEstimate.Needed(long gasLimit) -> json(quantity(gasLimit));
            case GasEstimate.Impossible(CallOutcome outcome) -> json(output(outcome));
        };
    }

    /// @throws RpcException when the call did not end well
    private static Bytes output(CallOutcome outcome) {
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
