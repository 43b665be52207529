package io.chirograph.node.rpc;

import io.chirograph.evm.WorldState;
import io.chirograph.ledger.BlockReplay;
import io.chirograph.ledger.CertifiedChain;
import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.TransactionPlace;
import io.chirograph.ledger.execution.Outcome;
import io.chirograph.ledger.transaction.Authorization;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What happened inside transactions and calls: they are executed again under the eyes of a [Trace].
final class TraceMethods {
    private final CertifiedChain chain;
    private final Blocks blocks;
    private final CallTrials trials;
    private final long traceBytesMax;

    TraceMethods(CertifiedChain chain, Blocks blocks, CallTrials trials, long traceBytesMax) {
        this.chain = chain;
        this.blocks = blocks;
        this.trials = trials;
        this.traceBytesMax = traceBytesMax;
    }

    void addTo(RpcMethods methods) {
        methods.add("debug_traceTransaction", this::transaction)
                .add("debug_traceCall", this::call)
                .add("debug_traceBlockByNumber", this::block)
                .add("debug_traceBlockByHash", this::block);
    }

    private TraceBudget budget(TraceConfig config) {
        return new TraceBudget(trials.deadline(config.timeout()), traceBytesMax);
    }

    private JsonNode transaction(RpcParameters parameters) {
        Hash32 hash = parameters.countAtMost(2).hash(0);
        TraceConfig config = TraceConfig.parse(parameters.optional(1));
        TransactionPlace place =
                chain.transaction(hash)
                        .orElseThrow(() ->
                                new RpcException(RpcException.REFUSED, "transaction not found"));
        long height = place.block().height();
        BlockReplay replay = chain.replay(height).orElseThrow(() -> blocks.forgotten(height - 1));
        TraceBudget budget = budget(config);
        for (int index = 0; index < place.index(); index++) {
            budget.deadline().check();
            replay.skipTo(index + 1);
        }
        return next(replay, place.sent(), config, budget);
    }

    private JsonNode block(RpcParameters parameters) {
        BlockParameter wanted =
                BlockParameter.parse(parameters.countAtMost(2).required(0, "a block"));
        TraceConfig config = TraceConfig.parse(parameters.optional(1));
        ExecutedBlock executed =
                blocks.find(wanted)
                        .orElseThrow(
                                () -> new RpcException(RpcException.REFUSED, "block not found"));
        long height = executed.height();
        if (height == 0) {
            throw new RpcException(RpcException.REFUSED, "genesis is not traceable");
        }
        BlockReplay replay = chain.replay(height).orElseThrow(() -> blocks.forgotten(height - 1));
        TraceBudget budget = budget(config);
        ArrayNode traces = JsonNodeFactory.instance.arrayNode();
        for (SentTransaction sent : executed.block().transactions()) {
            traces.addObject()
                    .put("txHash", sent.transaction().hash().toHex())
                    .set("result", next(replay, sent, config, budget));
        }
        return traces;
    }

    private static JsonNode next(
            BlockReplay replay, SentTransaction sent, TraceConfig config, TraceBudget budget) {
        if (config.kind() instanceof TraceConfig.Kind.Difference) {
            Outcome.Executed executed =
                    replay.run(new TimedState(replay.before(), budget.deadline()));
            return DiffTrace.json(replay.before(), executed.changes(), budget);
        }
        List<Address> involved = new ArrayList<>();
        involved.add(sent.sender());
        sent.transaction().to().ifPresent(involved::add);
        involved.add(replay.context().coinbase());
        for (Authorization authorization : sent.transaction().authorizations()) {
            authorization.authority().ifPresent(involved::add);
        }
        Trace trace =
                trace(config, replay.before(), involved, budget, sent.transaction().gasLimit());
        Outcome.Executed executed = replay.run(trace);
        return trace.json(Trace.End.of(executed));
    }

    private static Trace trace(
            TraceConfig config,
            WorldState before,
            List<Address> involved,
            TraceBudget budget,
            long gasLimit) {
        return switch (config.kind()) {
            case TraceConfig.Kind.Struct(var options) -> new StructTrace(options, budget);
            case TraceConfig.Kind.Calls(boolean onlyTop, boolean withLogs) ->
                    new CallTrace(onlyTop, withLogs, budget, gasLimit);
            case TraceConfig.Kind.Prestate() -> new PrestateTrace(before, involved, budget);
            case TraceConfig.Kind.Difference() ->
                    throw new IllegalArgumentException("a difference is no trace of a run");
        };
    }

    private JsonNode call(RpcParameters parameters) {
        Optional<JsonNode> options = parameters.countAtMost(3).optional(2);
        TraceConfig config = TraceConfig.parse(options);
        CallTrials.Trial trial =
                trials.trial(
                        parameters.required(0, "a call"),
                        parameters.block(1),
                        member(options, "stateOverrides"),
                        member(options, "blockOverrides"));
        TraceBudget budget = budget(config);
        if (config.kind() instanceof TraceConfig.Kind.Difference) {
            WorldState timed = new TimedState(trial.state(), budget.deadline());
            return DiffTrace.json(
                    trial.state(), chain.changes(trial.request(), trial.context(), timed), budget);
        }
        List<Address> involved = new ArrayList<>();
        involved.add(trial.request().from());
        trial.request().recipient().address().ifPresent(involved::add);
        involved.add(trial.context().coinbase());
        Trace trace = trace(config, trial.state(), involved, budget, trial.request().gasLimit());
        return trace.json(
                Trace.End.of(chain.call(trial.request(), trial.context(), trial.state(), trace)));
    }

    private static Optional<JsonNode> member(Optional<JsonNode> options, String name) {
        return options.map(each -> each.path(name)).filter(each -> !Values.isAbsent(each));
    }
}
