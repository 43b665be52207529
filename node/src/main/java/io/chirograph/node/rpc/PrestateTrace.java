package io.chirograph.node.rpc;

import io.chirograph.evm.Account;
import io.chirograph.evm.CallStart;
import io.chirograph.evm.Step;
import io.chirograph.evm.WorldState;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.Collection;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a call needed of the state before it, as the `prestateTracer` shows it.
final class PrestateTrace implements Trace {
    /// About what an account or a slot takes in JSON, without code.
    private static final int ENTRY_BYTES = 200;

    private final WorldState before;
    private final AccessRecorder recorder;
    private final TraceBudget budget;

    /// @param before the state that the call starts from
    /// @param involved accounts that the call uses whatever it does
    PrestateTrace(WorldState before, Collection<Address> involved, TraceBudget budget) {
        this.before = before;
        this.recorder = new AccessRecorder(budget.deadline());
        this.budget = budget;
        involved.forEach(recorder::add);
    }

    @Override
    public boolean seesInstructions() {
        return true;
    }

    @Override
    public void enter(CallStart start) {
        recorder.enter(start);
        recorder.add(start.to());
    }

    @Override
    public void before(Step step) {
        recorder.before(step);
    }

    @Override
    public JsonNode json(End end) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        recorder.accesses()
                .forEach((address, slots) -> {
                    Optional<Account> account = before.account(address);
                    if (account.isEmpty() && slots.isEmpty()) {
                        budget.spend(ENTRY_BYTES);
                        json.putObject(address.toHex()).put("balance", "0x0");
                        return;
                    }
                    ObjectNode shown =
                            account(before, address, account.orElse(Account.EMPTY), budget);
                    if (!slots.isEmpty()) {
                        ObjectNode storage = shown.putObject("storage");
                        for (UInt256 slot : slots) {
                            budget.spend(ENTRY_BYTES);
                            storage.put(
                                    slot.toHash32().toHex(),
                                    before.storage(address, slot).toHash32().toHex());
                        }
                    }
                    json.set(address.toHex(), shown);
                });
        return json;
    }

    /// An account without its storage.
    static ObjectNode account(
            WorldState state, Address address, Account account, TraceBudget budget) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("balance", account.balance().toQuantity());
        if (account.nonce() != 0) {
            json.put("nonce", account.nonce());
        }
        Bytes code = account.hasCode() ? state.code(address) : Bytes.EMPTY;
        budget.spend(ENTRY_BYTES + 2L * code.size());
        if (!code.isEmpty()) {
            json.put("code", code.toHex());
        }
        return json;
    }
}
