package io.chirograph.ledger.execution;

import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.trie.TrieRoot;
import io.chirograph.evm.Account;
import io.chirograph.evm.StateChanges;
import io.chirograph.evm.WorldState;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A whole state in maps, with its root computed from scratch.
final class MemoryState implements WorldState {
    private final Map<Address, Account> accounts = new HashMap<>();
    private final Map<Address, SortedMap<UInt256, UInt256>> storages = new HashMap<>();
    private final Map<Hash32, Bytes> codes =
            new HashMap<>(Map.of(Hashes.EMPTY_KECCAK, Bytes.EMPTY));

    MemoryState put(Address address, long nonce, UInt256 balance, Bytes code) {
        Hash32 codeHash = Hashes.keccak256(code);
        codes.put(codeHash, code);
        accounts.put(address, new Account(nonce, balance, codeHash));
        return this;
    }

    MemoryState putStorage(Address address, UInt256 slot, UInt256 value) {
        SortedMap<UInt256, UInt256> storage =
                storages.computeIfAbsent(address, _ -> new TreeMap<>());
        if (value.isZero()) {
            storage.remove(slot);
        } else {
            storage.put(slot, value);
        }
        return this;
    }

    @Override
    public Optional<Account> account(Address address) {
        return Optional.ofNullable(accounts.get(address));
    }

    @Override
    public Bytes code(Address address) {
        return codes.getOrDefault(account(address).orElse(Account.EMPTY).codeHash(), Bytes.EMPTY);
    }

    @Override
    public UInt256 storage(Address address, UInt256 slot) {
        return storages.getOrDefault(address, new TreeMap<>()).getOrDefault(slot, UInt256.ZERO);
    }

    @Override
    public boolean hasStorage(Address address) {
        return !storages.getOrDefault(address, new TreeMap<>()).isEmpty();
    }

    void apply(StateChanges changes) {
        codes.putAll(changes.codes());
        changes.accounts()
                .forEach((address, change) -> {
                    switch (change) {
                        case StateChanges.Deleted() -> {
                            accounts.remove(address);
                            storages.remove(address);
                        }
                        case StateChanges.Updated(var account, var slots) -> {
                            accounts.put(address, account);
                            slots.forEach((slot, value) -> putStorage(address, slot, value));
                        }
                    }
                });
    }

    Hash32 root() {
        SortedMap<Bytes, Bytes> leaves = new TreeMap<>();
        accounts.forEach((address, account) ->
                leaves.put(
                        Hashes.keccak256(address.bytes()).bytes(),
                        RlpWriter.list(fields ->
                                fields.number(new UInt256(0, 0, 0, account.nonce()))
                                        .number(account.balance())
                                        .hash(storageRoot(address))
                                        .hash(account.codeHash()))));
        return TrieRoot.of(leaves);
    }

    private Hash32 storageRoot(Address address) {
        SortedMap<Bytes, Bytes> leaves = new TreeMap<>();
        storages.getOrDefault(address, new TreeMap<>())
                .forEach((slot, value) ->
                        leaves.put(
                                Hashes.keccak256(slot.toArray()).bytes(),
                                RlpWriter.string(value.toMinimalBytes())));
        return TrieRoot.of(leaves);
    }
}
