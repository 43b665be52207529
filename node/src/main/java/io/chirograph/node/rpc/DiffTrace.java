package io.chirograph.node.rpc;

import io.chirograph.evm.Account;
import io.chirograph.evm.StateChanges;
import io.chirograph.evm.StateChanges.AccountChange;
import io.chirograph.evm.WorldState;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a transaction changed, as the `prestateTracer` shows it in `diffMode`: in `pre` each changed account and
/// slot as it was, in `post` only what is different.
final class DiffTrace {
    private final ObjectNode pre = JsonNodeFactory.instance.objectNode();
    private final ObjectNode post = JsonNodeFactory.instance.objectNode();
    private final WorldState before;
    private final TraceBudget budget;

    private DiffTrace(WorldState before, TraceBudget budget) {
        this.before = before;
        this.budget = budget;
    }

    static JsonNode json(WorldState before, StateChanges changes, TraceBudget budget) {
        DiffTrace diff = new DiffTrace(before, budget);
        changes.accounts().forEach((address, change) -> diff.add(address, change, changes));
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("post", diff.post);
        json.set("pre", diff.pre);
        return json;
    }

    private void add(Address address, AccountChange change, StateChanges changes) {
        Optional<Account> old = before.account(address);
        ObjectNode was = JsonNodeFactory.instance.objectNode();
        if (old.isPresent()) {
            was = PrestateTrace.account(before, address, old.get(), budget);
            pre.set(address.toHex(), was);
        }
        if (change instanceof StateChanges.Updated(Account now, var slots)) {
            ObjectNode is = difference(old.orElse(Account.EMPTY), now, changes);
            for (var slot : slots.entrySet()) {
                UInt256 oldValue = before.storage(address, slot.getKey());
                put(was, slot.getKey(), oldValue);
                put(is, slot.getKey(), slot.getValue());
            }
            post.set(address.toHex(), is);
        }
    }

    private ObjectNode difference(Account old, Account now, StateChanges changes) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (!now.balance().equals(old.balance())) {
            json.put("balance", now.balance().toQuantity());
        }
        if (now.nonce() != old.nonce()) {
            json.put("nonce", now.nonce());
        }
        if (!now.codeHash().equals(old.codeHash())) {
            Bytes code = changes.codes().getOrDefault(now.codeHash(), Bytes.EMPTY);
            budget.spend(2L * code.size());
            json.put("code", code.toHex());
        }
        return json;
    }

    /// Slots that are zero are left out, as if they were not there.
    private void put(ObjectNode account, UInt256 slot, UInt256 value) {
        budget.spend(150);
        if (!value.isZero()) {
            ObjectNode storage =
                    account.get("storage") instanceof ObjectNode there
                            ? there
                            : account.putObject("storage");
            storage.put(slot.toHash32().toHex(), value.toHash32().toHex());
        }
    }
}
