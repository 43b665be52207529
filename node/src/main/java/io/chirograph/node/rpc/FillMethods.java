package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.quantity;

import io.chirograph.crypto.Hashes;
import io.chirograph.ledger.CertifiedChain;
import io.chirograph.ledger.execution.CallOutcome;
import io.chirograph.ledger.execution.CallRequest;
import io.chirograph.ledger.execution.GasEstimate;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Completes a transaction that is to be signed: what its sender left open is chosen as wallets would.
final class FillMethods {
    private final CertifiedChain chain;
    private final CallTrials trials;
    private final RpcNode node;

    FillMethods(CertifiedChain chain, CallTrials trials, RpcNode node) {
        this.chain = chain;
        this.trials = trials;
        this.node = node;
    }

    void addTo(RpcMethods methods) {
        methods.add("eth_fillTransaction", this::fill);
    }

    private JsonNode fill(RpcParameters parameters) {
        JsonNode given = parameters.countAtMost(1).required(0, "a transaction");
        CallTrials.Trial trial =
                trials.trial(
                        given, new BlockParameter.Latest(), Optional.empty(), Optional.empty());
        CallRequest request = trial.request();
        checkChain(given.path("chainId"));
        JsonNode nonce = given.path("nonce");
        Call call =
                new Call(
                        Values.isAbsent(nonce)
                                ? node.pendingNonce(request.from())
                                : Values.longNumber(nonce, "nonce"),
                        gasLimit(given.path("gas"), trial),
                        request.recipient(),
                        request.value(),
                        request.data());
        UnsignedTransaction filled = filled(given, call, trial);
        Bytes raw = filled.encode();
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("raw", raw.toHex());
        json.set("tx", TransactionJson.unsigned(filled, request.from(), Hashes.keccak256(raw)));
        return json;
    }

    private void checkChain(JsonNode node) {
        if (!Values.isAbsent(node) && Values.cappedNumber(node, "chainId") != chain.chainId()) {
            throw RpcException.invalidParameters(
                    "chainId is "
                            + Values.shown(node.toString())
                            + ", this chain's is "
                            + quantity(chain.chainId()));
        }
    }

    private long gasLimit(JsonNode given, CallTrials.Trial trial) {
        if (!Values.isAbsent(given)) {
            return Values.longNumber(given, "gas");
        }
        TimedState state = new TimedState(trial.state(), trials.deadline());
        return switch (chain.estimate(trial.request(), trial.context(), state)) {
            case GasEstimate.Needed(long gasLimit) -> gasLimit;
            case GasEstimate.Impossible(CallOutcome outcome) -> {
                CallTrials.output(outcome);
                throw new RpcException(RpcException.REFUSED, "no gas limit is enough");
            }
        };
    }

    /// With a gas price it is of type 0, or 1 with an access list; else of type 2.
    private UnsignedTransaction filled(JsonNode given, Call call, CallTrials.Trial trial) {
        long chainId = chain.chainId();
        if (!Values.isAbsent(given.path("gasPrice"))) {
            UInt256 price = Values.number(given.path("gasPrice"), "gasPrice");
            return Values.isAbsent(given.path("accessList"))
                    ? new UnsignedTransaction.Legacy(chainId, price, call)
                    : new UnsignedTransaction.AccessListed(
                            chainId, price, call, trial.request().accessList());
        }
        JsonNode tipGiven = given.path("maxPriorityFeePerGas");
        JsonNode feeGiven = given.path("maxFeePerGas");
        UInt256 tip =
                Values.isAbsent(tipGiven)
                        ? FeeMethods.SUGGESTED_TIP
                        : Values.number(tipGiven, "maxPriorityFeePerGas");
        UInt256 base = trial.context().baseFee();
        UInt256 fee =
                Values.isAbsent(feeGiven)
                        ? base.plus(base).plus(tip)
                        : Values.number(feeGiven, "maxFeePerGas");
        if (fee.compareTo(tip) < 0) {
            throw RpcException.invalidParameters(
                    "maxFeePerGas " + fee + " is below maxPriorityFeePerGas " + tip);
        }
        return new UnsignedTransaction.FeeMarket(
                chainId, new Fees(tip, fee), call, trial.request().accessList());
    }
}
