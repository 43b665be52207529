package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.json;
import static io.chirograph.node.rpc.Values.quantity;

import io.chirograph.ledger.CertifiedChain;
import io.chirograph.ledger.execution.CallOutcome;
import io.chirograph.ledger.execution.GasEstimate;
import tools.jackson.databind.JsonNode;

/// Calls that are tried out and change nothing.
final class CallMethods {
    private final CertifiedChain chain;
    private final CallTrials trials;

    CallMethods(CertifiedChain chain, CallTrials trials) {
        this.chain = chain;
        this.trials = trials;
    }

    void addTo(RpcMethods methods) {
        methods.add("eth_call", this::call).add("eth_estimateGas", this::estimateGas);
    }

    private CallTrials.Trial trial(RpcParameters parameters) {
        return trials.trial(
                parameters.countAtMost(4).required(0, "a call"),
                parameters.block(1),
                parameters.optional(2),
                parameters.optional(3));
    }

    private JsonNode call(RpcParameters parameters) {
        CallTrials.Trial trial = trial(parameters);
        TimedState state = new TimedState(trial.state(), trials.deadline());
        return json(CallTrials.output(chain.call(trial.request(), trial.context(), state, state)));
    }

    private JsonNode estimateGas(RpcParameters parameters) {
        CallTrials.Trial trial = trial(parameters);
        TimedState state = new TimedState(trial.state(), trials.deadline());
        return switch (chain.estimate(trial.request(), trial.context(), state)) {
            case GasEstimate.Needed(long gasLimit) -> json(quantity(gasLimit));
            case GasEstimate.Impossible(CallOutcome outcome) -> json(CallTrials.output(outcome));
        };
    }
}
