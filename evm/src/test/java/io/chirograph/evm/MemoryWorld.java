package io.chirograph.evm;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Accounts in maps.
final class MemoryWorld implements WorldState {
    private record Place(Address address, UInt256 slot) {}

    private final Map<Address, Account> accounts = new HashMap<>();
    private final Map<Hash32, Bytes> codes = new HashMap<>();
    private final Map<Place, UInt256> storage = new HashMap<>();

    MemoryWorld put(Address address, long nonce, UInt256 balance, Bytes code) {
        Hash32 codeHash = Hashes.keccak256(code);
        codes.put(codeHash, code);
        accounts.put(address, new Account(nonce, balance, codeHash));
        return this;
    }

    MemoryWorld putStorage(Address address, UInt256 slot, UInt256 value) {
        storage.put(new Place(address, slot), value);
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
        return storage.getOrDefault(new Place(address, slot), UInt256.ZERO);
    }
}
