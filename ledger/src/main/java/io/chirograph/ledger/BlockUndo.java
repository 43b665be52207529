package io.chirograph.ledger;

import static io.chirograph.ledger.LedgerTables.put;

import io.chirograph.evm.StateChanges;
import io.chirograph.evm.Tracer;
import io.chirograph.store.Transaction;
import io.chirograph.types.Address;
import io.chirograph.types.InvariantViolation;
import io.chirograph.types.UInt256;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Makes the flat state again what it was before the newest block.
///
/// Nothing is written in advance for that: the block is executed once more on the state before it, which tells what
/// it changed, and the tries tell how that was. So blocks that stay, which are nearly all, cost nothing more.
final class BlockUndo {
    private final LedgerTables tables;
    private final TrieState before;
    private final SortedMap<Address, SortedSet<UInt256>> changed = new TreeMap<>();

    /// @param before the state before the block
    BlockUndo(LedgerTables tables, TrieState before) {
        this.tables = tables;
        this.before = before;
    }

    /// @param replay of the block, from its begin
    /// @param count of its transactions
    void restore(BlockReplay replay, int count, Transaction transaction) {
        for (int i = 0; i < count; i++) {
            note(replay.run(Tracer.NONE).changes());
        }
        changed.forEach((address, slots) -> restore(address, slots, transaction));
    }

    private void note(StateChanges changes) {
        changes.accounts()
                .forEach((address, change) -> {
                    SortedSet<UInt256> slots =
                            changed.computeIfAbsent(address, key -> new TreeSet<>());
                    switch (change) {
                        case StateChanges.Updated updated ->
                                slots.addAll(updated.storage().keySet());
                        // Since Cancun only what the same transaction created is deleted
                        // (EIP-6780). Slots
                        // that were there before could not be named here.
                        case StateChanges.Deleted() ->
                                InvariantViolation.check(
                                        !before.hasStorage(address),
                                        "an account with storage was deleted: " + address);
                    }
                });
    }

    private void restore(Address address, SortedSet<UInt256> slots, Transaction transaction) {
        before.stored(address)
                .ifPresentOrElse(
                        account ->
                                put(
                                        transaction,
                                        tables.accounts(),
                                        address.bytes(),
                                        account.toRlp()),
                        () -> transaction.delete(tables.accounts(), address.toArray()));
        for (UInt256 slot : slots) {
            UInt256 value = before.storage(address, slot);
            if (value.isZero()) {
                transaction.delete(tables.storage(), FlatState.storageKey(address, slot).toArray());
            } else {
                put(
                        transaction,
                        tables.storage(),
                        FlatState.storageKey(address, slot),
                        value.toMinimalBytes());
            }
        }
    }
}
