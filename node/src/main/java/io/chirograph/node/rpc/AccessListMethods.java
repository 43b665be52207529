package io.chirograph.node.rpc;

import static io.chirograph.node.rpc.Values.quantity;

import io.chirograph.evm.BlockContext;
import io.chirograph.ledger.CertifiedChain;
import io.chirograph.ledger.execution.CallOutcome;
import io.chirograph.ledger.execution.CallRequest;
import io.chirograph.ledger.transaction.AccessListEntry;
import io.chirograph.types.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Finds the access list (EIP-2930) with which a call uses nothing that is not on it.
final class AccessListMethods {
    /// A contract may do something else when gas is cheaper, but not for ever.
    private static final int ROUNDS_MAX = 16;

    private final CertifiedChain chain;
    private final CallTrials trials;

    AccessListMethods(CertifiedChain chain, CallTrials trials) {
        this.chain = chain;
        this.trials = trials;
    }

    void addTo(RpcMethods methods) {
        methods.add("eth_createAccessList", this::create);
    }

    private JsonNode create(RpcParameters parameters) {
        CallTrials.Trial trial =
                trials.trial(
                        parameters.countAtMost(3).required(0, "a call"),
                        parameters.block(1),
                        parameters.optional(2),
                        Optional.empty());
        Deadline deadline = trials.deadline();
        CallRequest request = trial.request();
        for (int round = 0; ; round++) {
            AccessRecorder recorder = new AccessRecorder(deadline);
            CallOutcome outcome =
                    chain.call(
                            request,
                            trial.context(),
                            new TimedState(trial.state(), deadline),
                            recorder);
            List<AccessListEntry> found = list(request, trial.context(), recorder);
            if (found.equals(request.accessList()) || round == ROUNDS_MAX) {
                return json(found, outcome);
            }
            request = request.withAccessList(found);
        }
    }

    /// What is used and not warm anyway, and what the caller wants on the list.
    private List<AccessListEntry> list(
            CallRequest request, BlockContext context, AccessRecorder recorder) {
        for (AccessListEntry wanted : request.accessList()) {
            recorder.add(wanted.address()).addAll(wanted.slots());
        }
        Set<Address> warm = new TreeSet<>(recorder.created());
        warm.add(request.from());
        warm.add(context.coinbase());
        request.recipient().address().ifPresent(warm::add);
        List<AccessListEntry> list = new ArrayList<>();
        recorder.accesses()
                .forEach((address, slots) -> {
                    if (!slots.isEmpty()
                            || !(warm.contains(address) || chain.isPrecompiled(address))) {
                        list.add(new AccessListEntry(address, List.copyOf(slots)));
                    }
                });
        return list;
    }

    private static JsonNode json(List<AccessListEntry> list, CallOutcome outcome) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("accessList", TransactionJson.accessList(list));
        return switch (outcome) {
            case CallOutcome.Returned(_, long gasUsed) -> json.put("gasUsed", quantity(gasUsed));
            case CallOutcome.Reverted(_, _, long gasUsed) ->
                    json.put("error", "execution reverted").put("gasUsed", quantity(gasUsed));
            case CallOutcome.Failed(String reason, long gasUsed) ->
                    json.put("error", reason).put("gasUsed", quantity(gasUsed));
        };
    }
}
