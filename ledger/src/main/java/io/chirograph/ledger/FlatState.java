package io.chirograph.ledger;

import io.chirograph.evm.Account;
import io.chirograph.evm.WorldState;
import io.chirograph.store.ReadView;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The state after the newest executed block, by direct look-up: what execution reads. It is as old as the
/// view it reads from. Single-owner.
final class FlatState implements WorldState {
    private static final int CONTRACTS_MAX = 1_024;

    private final LedgerTables tables;
    private final ReadView view;
    private final CodeSource codes;

    /// Those that were read: many transactions of a block call the same ones.
    private final Map<Address, StoredAccount> contracts = new HashMap<>();

    /// @param view shows one moment, as long as this is used
    FlatState(LedgerTables tables, ReadView view, CodeSource codes) {
        this.tables = tables;
        this.view = view;
        this.codes = codes;
    }

    Optional<StoredAccount> stored(Address address) {
        StoredAccount known = contracts.get(address);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<StoredAccount> read =
                LedgerTables.get(view, tables.accounts(), address.bytes())
                        .map(StoredAccount::fromRlp);
        read.filter(each -> each.account().hasCode() && contracts.size() < CONTRACTS_MAX)
                .ifPresent(contract -> contracts.put(address, contract));
        return read;
    }

    static Bytes storageKey(Address address, UInt256 slot) {
        byte[] key = new byte[Address.SIZE + 32];
        address.copyTo(key, 0);
        slot.toHash32().copyTo(key, Address.SIZE);
        return Bytes.owning(key);
    }

    @Override
    public Optional<Account> account(Address address) {
        return stored(address).map(StoredAccount::account);
    }

    @Override
    public Bytes code(Address address) {
        return account(address).map(codes::codeOf).orElse(Bytes.EMPTY);
    }

    @Override
    public UInt256 storage(Address address, UInt256 slot) {
        return LedgerTables.get(view, tables.storage(), storageKey(address, slot))
                .map(UInt256::of)
                .orElse(UInt256.ZERO);
    }

    @Override
    public boolean hasStorage(Address address) {
        return stored(address).map(StoredAccount::hasStorage).orElse(false);
    }
}
