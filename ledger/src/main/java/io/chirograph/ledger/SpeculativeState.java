package io.chirograph.ledger;

import io.chirograph.evm.Account;
import io.chirograph.evm.StateChanges;
import io.chirograph.evm.WorldState;
import io.chirograph.ledger.StateLayer.AccountVersion;
import io.chirograph.ledger.StateLayer.Entry;
import io.chirograph.ledger.StateLayer.SlotVersion;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The state for transactions of one sender that run ahead, one after the other: what has been accepted of
/// the block so far, below what the sender's own transactions before would change. Notes what is read, and
/// whose values those were. Single-owner.
final class SpeculativeState implements WorldState {
    /// Something that was read, and the writer it had.
    sealed interface Read {
        /// Whether it has the same writer still.
        boolean holds();
    }

    private record AccountRead(Entry entry, int writer) implements Read {
        @Override
        public boolean holds() {
            return entry.account().writer() == writer;
        }
    }

    private record SlotRead(Entry entry, UInt256 slot, int writer) implements Read {
        @Override
        public boolean holds() {
            return entry.slotWriter(slot) == writer;
        }
    }

    private record AnySlotRead(Entry entry, int writer) implements Read {
        @Override
        public boolean holds() {
            return entry.slotsWriter() == writer;
        }
    }

    private final StateLayer accepted;
    private final WorldState before;
    private final StateLayer own = new StateLayer();
    private List<Read> reads = new ArrayList<>();

    /// @param before the state before the block, for this thread's use
    SpeculativeState(StateLayer accepted, WorldState before) {
        this.accepted = accepted;
        this.before = before;
    }

    /// What was read since the last call.
    List<Read> takeReads() {
        List<Read> taken = reads;
        reads = new ArrayList<>();
        return taken;
    }

    /// Lets the sender's next transaction see what this one changed.
    void apply(int writer, StateChanges changes) {
        own.apply(writer, changes, address -> accepted.entry(address, before).account());
    }

    @Override
    public Optional<Account> account(Address address) {
        Entry entry = accepted.entry(address, before);
        AccountVersion version = own.known(address).orElse(entry).account();
        reads.add(new AccountRead(entry, version.writer()));
        return version.account();
    }

    @Override
    public Bytes code(Address address) {
        Optional<Account> account = account(address).filter(Account::hasCode);
        if (account.isEmpty()) {
            return Bytes.EMPTY;
        }
        return own.code(account.get().codeHash())
                .or(() -> accepted.code(account.get().codeHash()))
                .orElseGet(() -> before.code(address));
    }

    @Override
    public UInt256 storage(Address address, UInt256 slot) {
        Entry entry = accepted.entry(address, before);
        SlotVersion version =
                own.known(address)
                        .flatMap(known -> known.knownSlot(slot))
                        .orElseGet(() -> entry.slot(slot, before));
        reads.add(new SlotRead(entry, slot, version.writer()));
        return version.value();
    }

    @Override
    public boolean hasStorage(Address address) {
        Entry entry = accepted.entry(address, before);
        // The own layer has only the slots that were written: let such a rare case run again.
        boolean isOwn = own.known(address).isPresent();
        reads.add(new AnySlotRead(entry, isOwn ? StateLayer.NOBODY : entry.slotsWriter()));
        return entry.hasSlots(before);
    }
}
