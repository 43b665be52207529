package io.chirograph.ledger;

import io.chirograph.evm.Account;
import io.chirograph.evm.StateChanges;
import io.chirograph.evm.WorldState;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// What transactions of a block have made of the state so far, with the writer of every value, so that a
/// transaction that read ahead can be checked: what it read is right if each value still has the same writer.
///
/// Thread-safe for many readers beside one writer. A reader may see a transaction's changes in part; then it
/// has read a value whose writer the check will find, or one that the check finds replaced. Whoever writes
/// replaces immutable values, and replaces all slots at once when an account is deleted, so that a reader can
/// never bring an old slot back.
final class StateLayer {
    /// The writer of what the block found.
    static final int BEFORE = -1;

    /// The writer of nothing: what seems to have it was read too early.
    static final int NOBODY = -2;

    private static final AccountVersion NOT_READ = new AccountVersion(Optional.empty(), NOBODY);

    /// @param writer who made the account so
    record AccountVersion(Optional<Account> account, int writer) {}

    /// @param writer who wrote the value
    record SlotVersion(UInt256 value, int writer) {}

    /// @param clearedBy who deleted the account with all slots before, or [#BEFORE]
    private record Slots(int clearedBy, Map<UInt256, SlotVersion> known) {}

    /// One account.
    static final class Entry {
        private final Address address;
        private volatile AccountVersion account;
        private volatile Slots slots = new Slots(BEFORE, new ConcurrentHashMap<>());

        /// Who wrote any slot last.
        private volatile int slotsWriter = BEFORE;

        private Entry(Address address, AccountVersion account) {
            this.address = address;
            this.account = account;
        }

        AccountVersion account() {
            return account;
        }

        int slotsWriter() {
            return slotsWriter;
        }

        /// The slot, when a transaction of the block wrote it or it has been read before.
        Optional<SlotVersion> knownSlot(UInt256 slot) {
            Slots current = slots;
            SlotVersion known = current.known.get(slot);
            if (known == null && current.clearedBy != BEFORE) {
                return Optional.of(new SlotVersion(UInt256.ZERO, current.clearedBy));
            }
            return Optional.ofNullable(known);
        }

        SlotVersion slot(UInt256 slot, WorldState before) {
            Slots current = slots;
            return current.known.computeIfAbsent(
                    slot,
                    key ->
                            current.clearedBy == BEFORE
                                    ? new SlotVersion(before.storage(address, key), BEFORE)
                                    : new SlotVersion(UInt256.ZERO, current.clearedBy));
        }

        /// Who wrote the slot.
        int slotWriter(UInt256 slot) {
            return knownSlot(slot).map(SlotVersion::writer).orElse(BEFORE);
        }

        boolean hasSlots(WorldState before) {
            Slots current = slots;
            return current.known.values().stream().anyMatch(known -> !known.value().isZero())
                    || (current.clearedBy == BEFORE && before.hasStorage(address));
        }

        private void write(int writer, StateChanges.AccountChange change) {
            switch (change) {
                case StateChanges.Deleted() -> {
                    slots = new Slots(writer, new ConcurrentHashMap<>());
                    slotsWriter = writer;
                    account = new AccountVersion(Optional.empty(), writer);
                }
                case StateChanges.Updated(Account now, Map<UInt256, UInt256> written) -> {
                    Slots current = slots;
                    written.forEach((slot, value) ->
                            current.known.put(slot, new SlotVersion(value, writer)));
                    if (!written.isEmpty()) {
                        slotsWriter = writer;
                    }
                    if (!account.account.equals(Optional.of(now))) {
                        account = new AccountVersion(Optional.of(now), writer);
                    }
                }
            }
        }
    }

    private final Map<Address, Entry> entries = new ConcurrentHashMap<>();
    private final Map<Hash32, Bytes> codes = new ConcurrentHashMap<>();

    /// The account, read from `before` when no transaction of the block has written it yet.
    Entry entry(Address address, WorldState before) {
        Entry known = entries.get(address);
        return known != null
                ? known
                : entries.computeIfAbsent(
                        address,
                        key -> new Entry(key, new AccountVersion(before.account(key), BEFORE)));
    }

    /// The account, when this layer knows anything of it.
    Optional<Entry> known(Address address) {
        return Optional.ofNullable(entries.get(address));
    }

    Optional<Bytes> code(Hash32 hash) {
        return Optional.ofNullable(codes.get(hash));
    }

    /// @param writer tells these changes from all others of the block
    void apply(int writer, StateChanges changes) {
        apply(writer, changes, address -> NOT_READ);
    }

    /// @param start how an account was, of which this layer has nothing yet
    void apply(int writer, StateChanges changes, Function<Address, AccountVersion> start) {
        codes.putAll(changes.codes()); // before the accounts that refer to them
        changes.accounts()
                .forEach((address, change) ->
                        entries.computeIfAbsent(address, key -> new Entry(key, start.apply(key)))
                                .write(writer, change));
    }
}
