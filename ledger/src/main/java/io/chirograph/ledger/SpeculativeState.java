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
        boolean holds(StateLayer accepted);
    }

    private record AccountRead(Address address, int writer) implements Read {
        @Override
        public boolean holds(StateLayer accepted) {
            return accepted.accountWriter(address) == writer;
        }
    }

    private record SlotRead(Address address, UInt256 slot, int writer) implements Read {
        @Override
        public boolean holds(StateLayer accepted) {
            return accepted.slotWriter(address, slot) == writer;
        }
    }

    private record AnySlotRead(Address address, int writer) implements Read {
        @Override
        public boolean holds(StateLayer accepted) {
            return accepted.slotsWriter(address) == writer;
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
        own.apply(writer, changes, this::version);
    }

    private AccountVersion version(Address address) {
        return own.written(address)
                .or(() -> accepted.written(address))
                .map(Entry::account)
                .orElseGet(() -> new AccountVersion(before.account(address), StateLayer.BEFORE));
    }

    @Override
    public Optional<Account> account(Address address) {
        AccountVersion version = version(address);
        reads.add(new AccountRead(address, version.writer()));
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
        SlotVersion version =
                own.written(address)
                        .flatMap(entry -> entry.slot(slot))
                        .or(() -> accepted.written(address).flatMap(entry -> entry.slot(slot)))
                        .orElseGet(() ->
                                new SlotVersion(before.storage(address, slot), StateLayer.BEFORE));
        reads.add(new SlotRead(address, slot, version.writer()));
        return version.value();
    }

    @Override
    public boolean hasStorage(Address address) {
        // The own layer has only the slots that were written: let such a rare case run again.
        boolean isOwn = own.written(address).isPresent();
        reads.add(
                new AnySlotRead(
                        address, isOwn ? StateLayer.NOBODY : accepted.slotsWriter(address)));
        return accepted.written(address)
                .map(entry -> entry.hasSlots(() -> before.hasStorage(address)))
                .orElseGet(() -> before.hasStorage(address));
    }
}
