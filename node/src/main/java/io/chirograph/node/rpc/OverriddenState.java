package io.chirograph.node.rpc;

import io.chirograph.crypto.Hashes;
import io.chirograph.evm.Account;
import io.chirograph.evm.WorldState;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A state with what a caller supposes on top: other balances, nonces, code or storage. Immutable once made.
final class OverriddenState implements WorldState {
    private static final int ACCOUNTS_MAX = 1024;
    private static final int SLOTS_MAX = 16_384;
    private static final Set<String> MEMBERS =
            Set.of("balance", "nonce", "code", "state", "stateDiff");

    private final WorldState base;
    private final Map<Address, Account> accounts = new HashMap<>();
    private final Map<Address, Bytes> codes = new HashMap<>();
    private final Map<Address, Map<UInt256, UInt256>> slots = new HashMap<>();

    /// Whose storage is only what `slots` has.
    private final Set<Address> replaced = new HashSet<>();

    private OverriddenState(WorldState base) {
        this.base = base;
    }

    /// @param overrides by address: `balance`, `nonce`, `code`, and either `state`, which is all of the
    ///     account's storage, or `stateDiff`, which changes some of it
    static OverriddenState parse(WorldState base, JsonNode overrides) {
        if (!overrides.isObject() || overrides.size() > ACCOUNTS_MAX) {
            throw RpcException.invalidParameters(
                    "the state overrides must be an object of at most "
                            + ACCOUNTS_MAX
                            + " accounts");
        }
        OverriddenState state = new OverriddenState(base);
        for (Map.Entry<String, JsonNode> each : overrides.properties()) {
            Address address =
                    Values.address(Values.json(each.getKey()), "an overridden account's address");
            state.override(address, each.getValue());
        }
        return state;
    }

    private void override(Address address, JsonNode change) {
        String what = "the override of " + address;
        Values.checkObject(change, what, MEMBERS);
        Account old = base.account(address).orElse(Account.EMPTY);
        JsonNode balance = change.path("balance");
        JsonNode nonce = change.path("nonce");
        JsonNode code = change.path("code");
        if (!Values.isAbsent(code)) {
            codes.put(address, Values.bytes(code, what + ": code"));
        }
        Bytes newCode = codes.get(address);
        accounts.put(
                address,
                new Account(
                        Values.isAbsent(nonce)
                                ? old.nonce()
                                : Values.longNumber(nonce, what + ": nonce"),
                        Values.isAbsent(balance)
                                ? old.balance()
                                : Values.number(balance, what + ": balance"),
                        newCode == null ? old.codeHash() : Hashes.keccak256(newCode)));
        JsonNode whole = change.path("state");
        JsonNode difference = change.path("stateDiff");
        if (!Values.isAbsent(whole) && !Values.isAbsent(difference)) {
            throw RpcException.invalidParameters(what + " has both state and stateDiff");
        }
        if (!Values.isAbsent(whole)) {
            replaced.add(address);
            slots.put(address, slots(whole, what + ": state"));
        } else if (!Values.isAbsent(difference)) {
            slots.put(address, slots(difference, what + ": stateDiff"));
        }
    }

    private static Map<UInt256, UInt256> slots(JsonNode node, String what) {
        if (!node.isObject() || node.size() > SLOTS_MAX) {
            throw RpcException.invalidParameters(
                    what + " must be an object of at most " + SLOTS_MAX + " slots");
        }
        Map<UInt256, UInt256> slots = new HashMap<>();
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            slots.put(
                    Values.number(Values.json(each.getKey()), what + ": a slot"),
                    Values.number(each.getValue(), what + ": a value"));
        }
        return slots;
    }

    @Override
    public Optional<Account> account(Address address) {
        Account account = accounts.get(address);
        return account == null ? base.account(address) : Optional.of(account);
    }

    @Override
    public Bytes code(Address address) {
        Bytes code = codes.get(address);
        return code == null ? base.code(address) : code;
    }

    @Override
    public UInt256 storage(Address address, UInt256 slot) {
        UInt256 value = slots.getOrDefault(address, Map.of()).get(slot);
        if (value != null) {
            return value;
        }
        return replaced.contains(address) ? UInt256.ZERO : base.storage(address, slot);
    }

    @Override
    public boolean hasStorage(Address address) {
        return slots.getOrDefault(address, Map.of()).values().stream()
                        .anyMatch(value -> !value.isZero())
                || (!replaced.contains(address) && base.hasStorage(address));
    }
}
