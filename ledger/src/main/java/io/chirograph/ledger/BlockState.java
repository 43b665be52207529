package io.chirograph.ledger;

import io.chirograph.evm.Account;
import io.chirograph.evm.StateChanges;
import io.chirograph.evm.StateChanges.AccountChange;
import io.chirograph.evm.WorldState;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// The state inside a block: its parent's with the changes of the transactions so far on top.
/// Single-owner.
final class BlockState implements WorldState {
    /// How an account differs from the parent state.
    static final class Difference {
        private Optional<Account> account = Optional.empty();
        private boolean cleared;
        private final Map<UInt256, UInt256> storage = new LinkedHashMap<>();

        private Difference() {}

        /// Empty when the account is gone.
        Optional<Account> account() {
            return account;
        }

        /// Whether none of the parent's storage is left.
        boolean cleared() {
            return cleared;
        }

        /// The slots written since, zero when cleared one by one; in the order they were first written.
        Map<UInt256, UInt256> storage() {
            return Collections.unmodifiableMap(storage);
        }

        private void apply(AccountChange change) {
            switch (change) {
                case StateChanges.Deleted() -> {
                    account = Optional.empty();
                    cleared = true;
                    storage.clear();
                }
                case StateChanges.Updated(Account now, SortedMap<UInt256, UInt256> slots) -> {
                    account = Optional.of(now);
                    storage.putAll(slots);
                }
            }
        }
    }

    private final WorldState parent;
    private final Map<Address, Difference> differences = new LinkedHashMap<>();
    private final Map<Hash32, Bytes> codes = new LinkedHashMap<>();

    BlockState(WorldState parent) {
        this.parent = parent;
    }

    void apply(StateChanges changes) {
        for (Map.Entry<Address, AccountChange> entry : changes.accounts().entrySet()) {
            differences
                    .computeIfAbsent(entry.getKey(), address -> new Difference())
                    .apply(entry.getValue());
        }
        codes.putAll(changes.codes());
    }

    /// In the order in which they were first changed.
    Map<Address, Difference> differences() {
        return Collections.unmodifiableMap(differences);
    }

    /// The codes that came new with this block, by their hash.
    Map<Hash32, Bytes> codes() {
        return Collections.unmodifiableMap(codes);
    }

    @Override
    public Optional<Account> account(Address address) {
        Difference difference = differences.get(address);
        return difference == null ? parent.account(address) : difference.account;
    }

    @Override
    public Bytes code(Address address) {
        Optional<Account> account = account(address).filter(Account::hasCode);
        if (account.isEmpty()) {
            return Bytes.EMPTY;
        }
        Bytes fresh = codes.get(account.get().codeHash());
        return fresh == null ? parent.code(address) : fresh;
    }

    @Override
    public UInt256 storage(Address address, UInt256 slot) {
        Difference difference = differences.get(address);
        if (difference == null) {
            return parent.storage(address, slot);
        }
        UInt256 written = difference.storage.get(slot);
        if (written != null) {
            return written;
        }
        return difference.cleared ? UInt256.ZERO : parent.storage(address, slot);
    }

    @Override
    public boolean hasStorage(Address address) {
        Difference difference = differences.get(address);
        if (difference == null) {
            return parent.hasStorage(address);
        }
        return difference.storage.values().stream().anyMatch(value -> !value.isZero())
                || (!difference.cleared && parent.hasStorage(address));
    }
}
