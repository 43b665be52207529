package io.chirograph.ledger.execution;

import io.chirograph.crypto.Hashes;
import io.chirograph.evm.Account;
import io.chirograph.evm.WorldState;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Another state with some things different, for calls that ask what if. Single-owner; fill it first, then
/// call.
public final class OverriddenState implements WorldState {
    private final WorldState base;
    private final Map<Address, Account> accounts = new HashMap<>();
    private final Map<Address, Bytes> codes = new HashMap<>();
    private final Map<Address, Map<UInt256, UInt256>> slots = new HashMap<>();
    private final Map<Address, Map<UInt256, UInt256>> storages = new HashMap<>();

    public OverriddenState(WorldState base) {
        this.base = base;
    }

    /// @param nonce read as unsigned
    public void setNonce(Address address, long nonce) {
        change(address, now -> new Account(nonce, now.balance(), now.codeHash()));
    }

    public void setBalance(Address address, UInt256 balance) {
        change(address, now -> new Account(now.nonce(), balance, now.codeHash()));
    }

    public void setCode(Address address, Bytes code) {
        codes.put(address, code);
        change(address, now -> new Account(now.nonce(), now.balance(), Hashes.keccak256(code)));
    }

    private void change(Address address, UnaryOperator<Account> change) {
        accounts.put(address, change.apply(account(address).orElse(Account.EMPTY)));
    }

    /// Changes one slot and leaves the others.
    public void setSlot(Address address, UInt256 slot, UInt256 value) {
        slots.computeIfAbsent(address, _ -> new HashMap<>()).put(slot, value);
    }

    /// Makes `storage` the whole storage of the account.
    public void setStorage(Address address, Map<UInt256, UInt256> storage) {
        storages.put(address, Map.copyOf(storage));
    }

    @Override
    public Optional<Account> account(Address address) {
        Account overridden = accounts.get(address);
        return overridden == null ? base.account(address) : Optional.of(overridden);
    }

    @Override
    public Bytes code(Address address) {
        Bytes overridden = codes.get(address);
        return overridden == null ? base.code(address) : overridden;
    }

    @Override
    public UInt256 storage(Address address, UInt256 slot) {
        UInt256 overridden = slots.getOrDefault(address, Map.of()).get(slot);
        if (overridden != null) {
            return overridden;
        }
        Map<UInt256, UInt256> storage = storages.get(address);
        return storage == null
                ? base.storage(address, slot)
                : storage.getOrDefault(slot, UInt256.ZERO);
    }

    @Override
    public boolean hasStorage(Address address) {
        return slots.containsKey(address)
                || storages.containsKey(address)
                || base.hasStorage(address);
    }
}
