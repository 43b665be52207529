package io.chirograph.ledger;

import io.chirograph.evm.Account;
import io.chirograph.evm.StateChanges;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// What transactions of a block have written so far, with the writer of every value, so that a transaction that
/// read ahead can be checked: what it read is right if each value still has the same writer. What is not here has
/// been there before the block.
///
/// Thread-safe for many readers beside one writer. A reader may see a transaction's changes in part; then it
/// has read a value whose writer the check will find, or one that the check finds replaced. Whoever writes
/// replaces immutable values, and replaces all slots at once when an account is deleted.
final class StateLayer {
    /// The writer of what the block found.
    static final int BEFORE = -1;

    /// The writer of nothing: what is read as its has to be read again.
    static final int NOBODY = -2;

    /// Is no account's: a change without slots is one of the account itself.
    private static final AccountVersion UNKNOWN = new AccountVersion(Optional.empty(), NOBODY);

    private static final Slots NO_SLOTS = new Slots(BEFORE, Map.of());

    /// @param writer who made the account so
    record AccountVersion(Optional<Account> account, int writer) {}

    /// @param writer who wrote the value
    record SlotVersion(UInt256 value, int writer) {}

    /// @param clearedBy who deleted the account with all slots before, or [#BEFORE]
    private record Slots(int clearedBy, Map<UInt256, SlotVersion> written) {}

    /// One account that was written, or one of whose slots was.
    static final class Entry {
        private volatile AccountVersion account;
        private volatile Slots slots = NO_SLOTS;

        /// Who wrote any slot last.
        private volatile int slotsWriter = BEFORE;

        private Entry(AccountVersion account) {
            this.account = account;
        }

        AccountVersion account() {
            return account;
        }

        int slotsWriter() {
            return slotsWriter;
        }

        /// The slot, unless it is as it was before the block.
        Optional<SlotVersion> slot(UInt256 slot) {
            Slots current = slots;
            SlotVersion written = current.written.get(slot);
            if (written == null && current.clearedBy != BEFORE) {
                return Optional.of(new SlotVersion(UInt256.ZERO, current.clearedBy));
            }
            return Optional.ofNullable(written);
        }

        /// Whether any slot is not zero.
        /// @param before whether any was before the block
        boolean hasSlots(BooleanSupplier before) {
            Slots current = slots;
            return current.written.values().stream().anyMatch(each -> !each.value().isZero())
                    || (current.clearedBy == BEFORE && before.getAsBoolean());
        }

        private void write(int writer, StateChanges.AccountChange change) {
            switch (change) {
                case StateChanges.Deleted() -> {
                    slots = new Slots(writer, Map.of());
                    slotsWriter = writer;
                    account = new AccountVersion(Optional.empty(), writer);
                }
                case StateChanges.Updated(Account now, Map<UInt256, UInt256> written) -> {
                    if (!written.isEmpty()) {
                        writeSlots(writer, written);
                    }
                    if (!account.account.equals(Optional.of(now))) {
                        account = new AccountVersion(Optional.of(now), writer);
                    }
                }
            }
        }

        private void writeSlots(int writer, Map<UInt256, UInt256> written) {
            if (slots.written.isEmpty()) {
                slots = new Slots(slots.clearedBy, new ConcurrentHashMap<>());
            }
            Slots current = slots;
            written.forEach(
                    (slot, value) -> current.written.put(slot, new SlotVersion(value, writer)));
            slotsWriter = writer;
        }
    }

    /// All that a block has changed so far.
    ///
    /// @param writer of everything
    static StateLayer of(BlockState state, int writer) {
        StateLayer layer = new StateLayer();
        layer.codes.putAll(state.codes());
        state.differences()
                .forEach((address, now) -> {
                    AccountVersion account = new AccountVersion(now.account(), writer);
                    Entry entry = new Entry(account);
                    entry.slots = new Slots(now.cleared() ? writer : BEFORE, Map.of());
                    entry.slotsWriter = writer;
                    if (!now.storage().isEmpty()) {
                        entry.writeSlots(writer, now.storage());
                    }
                    layer.entries.put(address, entry);
                });
        return layer;
    }

    private final Map<Address, Entry> entries = new ConcurrentHashMap<>();
    private final Map<Hash32, Bytes> codes = new ConcurrentHashMap<>();

    /// The account, when anything of it was written.
    Optional<Entry> written(Address address) {
        return Optional.ofNullable(entries.get(address));
    }

    /// Who wrote the account.
    int accountWriter(Address address) {
        Entry entry = entries.get(address);
        return entry == null ? BEFORE : entry.account.writer;
    }

    /// Who wrote the slot.
    int slotWriter(Address address, UInt256 slot) {
        return written(address)
                .flatMap(entry -> entry.slot(slot))
                .map(SlotVersion::writer)
                .orElse(BEFORE);
    }

    /// Who wrote any slot of the account last.
    int slotsWriter(Address address) {
        Entry entry = entries.get(address);
        return entry == null ? BEFORE : entry.slotsWriter;
    }

    Optional<Bytes> code(Hash32 hash) {
        return Optional.ofNullable(codes.get(hash));
    }

    /// @param writer tells these changes from all others of the block
    /// @param before how an account was, of which this layer has nothing yet
    void apply(int writer, StateChanges changes, Function<Address, AccountVersion> before) {
        codes.putAll(changes.codes()); // before the accounts that refer to them
        changes.accounts()
                .forEach((address, change) -> {
                    Entry entry = entries.get(address);
                    if (entry == null) {
                        // Complete before others see it. With slots alone, the account stays as it
                        // was.
                        entry = new Entry(hasSlots(change) ? before.apply(address) : UNKNOWN);
                        entry.write(writer, change);
                        entries.put(address, entry);
                    } else {
                        entry.write(writer, change);
                    }
                });
    }

    private static boolean hasSlots(StateChanges.AccountChange change) {
        return change instanceof StateChanges.Updated(Account _, var slots) && !slots.isEmpty();
    }
}
