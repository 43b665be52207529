package io.chirograph.ledger;

import io.chirograph.crypto.Hashes;
import io.chirograph.evm.Account;
import io.chirograph.evm.WorldState;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A state with parts replaced, to try calls out on what is not so (the overrides of `eth_call`).
/// Single-owner.
public final class OverriddenState implements WorldState {
    private final WorldState base;
    private final Map<Address, Account> accounts = new HashMap<>();
    private final Map<Address, Bytes> codes = new HashMap<>();
    private final Map<Address, Map<UInt256, UInt256>> slots = new HashMap<>();
    private final Map<Address, Map<UInt256, UInt256>> wholeStorages = new HashMap<>();

    public OverriddenState(WorldState base) {
        this.base = base;
    }

    public void balance(Address address, UInt256 balance) {
        Account now = account(address).orElse(Account.EMPTY);
        accounts.put(address, new Account(now.nonce(), balance, now.codeHash()));
    }

    /// @param nonce read as unsigned
    public void nonce(Address address, long nonce) {
        Account now = account(address).orElse(Account.EMPTY);
        accounts.put(address, new Account(nonce, now.balance(), now.codeHash()));
    }

    public void code(Address address, Bytes code) {
        Account now = account(address).orElse(Account.EMPTY);
        accounts.put(address, new Account(now.nonce(), now.balance(), Hashes.keccak256(code)));
        codes.put(address, code);
    }

    /// One slot; the others stay.
    public void slot(Address address, UInt256 slot, UInt256 value) {
        slots.computeIfAbsent(address, _ -> new HashMap<>()).put(slot, value);
    }

    /// All slots: those not in `storage` are zero.
    public void storage(Address address, Map<UInt256, UInt256> storage) {
        wholeStorages.put(address, Map.copyOf(storage));
    }

    @Override
    public Optional<Account> account(Address address) {
        Account replaced = accounts.get(address);
        return replaced == null ? base.account(address) : Optional.of(replaced);
    }

    @Override
    public Bytes code(Address address) {
        Bytes replaced = codes.get(address);
        return replaced == null ? base.code(address) : replaced;
    }

    @Override
    public UInt256 storage(Address address, UInt256 slot) {
        UInt256 replaced = slots.getOrDefault(address, Map.of()).get(slot);
        if (replaced != null) {
            return replaced;
        }
        Map<UInt256, UInt256> whole = wholeStorages.get(address);
        return whole == null ? base.storage(address, slot) : whole.getOrDefault(slot, UInt256.ZERO);
    }

    @Override
    public boolean hasStorage(Address address) {
        return slots.containsKey(address)
                || (wholeStorages.containsKey(address)
                        ? !wholeStorages.getOrDefault(address, Map.of()).isEmpty()
                        : base.hasStorage(address));
    }
}
