package io.chirograph.evm;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.List;

/// The instructions that read and change storage and accounts, and the one that logs.
final class StateInstructions {
    private final Fork fork;
    private final GasSchedule schedule;
    private final TransactionState state;

    StateInstructions(Fork fork, GasSchedule schedule, TransactionState state) {
        this.fork = fork;
        this.schedule = schedule;
        this.state = state;
    }

    void load(Frame frame) {
        AccountState.Slot slot = state.slot(frame.self, frame.word(0));
        long cost = schedule.storageLoad;
        if (schedule.hasColdAccess) {
            cost = state.warm(slot) ? GasSchedule.COLD_SLOT : GasSchedule.WARM_ACCESS;
        }
        frame.charge(cost);
        Words.set(frame.stack, frame.at(0), slot.current);
    }

    void store(Frame frame) {
        frame.requireWritable();
        if (fork.isAtLeast(Fork.ISTANBUL) && frame.gas <= GasSchedule.CALL_STIPEND) {
            // A mere transfer must never change storage (EIP-2200).
            throw Failure.OUT_OF_GAS.halted();
        }
        AccountState.Slot slot = state.slot(frame.self, frame.word(0));
        UInt256 value = frame.word(1);
        frame.drop(2);
        if (schedule.hasColdAccess && state.warm(slot)) {
            frame.charge(GasSchedule.COLD_SLOT);
        }
        if (schedule.hasNetStorage) {
            chargeNet(frame, slot, value);
        } else {
            chargeGross(frame, slot, value);
        }
        if (!value.equals(slot.current)) {
            state.store(slot, value);
        }
    }

    private void chargeGross(Frame frame, AccountState.Slot slot, UInt256 value) {
        boolean sets = slot.current.isZero() && !value.isZero();
        frame.charge(sets ? GasSchedule.STORAGE_SET : GasSchedule.STORAGE_RESET);
        if (!slot.current.isZero() && value.isZero()) {
            state.addRefund(schedule.storageClearRefund);
        }
    }

    /// A slot is paid for once for what it is at the end against what it was before the transaction.
    private void chargeNet(Frame frame, AccountState.Slot slot, UInt256 value) {
        if (value.equals(slot.current)) {
            frame.charge(schedule.storageDirty);
        } else if (slot.current.equals(slot.original)) {
            boolean sets = slot.original.isZero();
            frame.charge(sets ? GasSchedule.STORAGE_SET : schedule.storageReset);
            if (value.isZero()) {
                state.addRefund(schedule.storageClearRefund);
            }
        } else {
            frame.charge(schedule.storageDirty);
            state.addRefund(dirtyRefund(slot, value));
        }
    }

    private long dirtyRefund(AccountState.Slot slot, UInt256 value) {
        long refund = 0;
        if (!slot.original.isZero()) {
            if (slot.current.isZero()) {
                refund -= schedule.storageClearRefund;
            } else if (value.isZero()) {
                refund += schedule.storageClearRefund;
            }
        }
        if (value.equals(slot.original)) {
            long paid = slot.original.isZero() ? GasSchedule.STORAGE_SET : schedule.storageReset;
            refund += paid - schedule.storageDirty;
        }
        return refund;
    }

    void loadTransient(Frame frame) {
        UInt256 value = frame.self.transientStorage.getOrDefault(frame.word(0), UInt256.ZERO);
        Words.set(frame.stack, frame.at(0), value);
    }

    void storeTransient(Frame frame) {
        frame.requireWritable();
        state.storeTransient(frame.self, frame.word(0), frame.word(1));
        frame.drop(2);
    }

    void balance(Frame frame) {
        AccountState account = access(frame, frame.address(0));
        Words.set(frame.stack, frame.at(0), account.balance);
    }

    void codeSize(Frame frame) {
        AccountState account = access(frame, frame.address(0));
        Words.set(frame.stack, frame.at(0), state.code(account).size());
    }

    void codeCopy(Frame frame) {
        AccountState account = access(frame, frame.address(0));
        long to = frame.number(1);
        long from = frame.number(2);
        long size = frame.number(3);
        frame.drop(4);
        frame.grow(to, size);
        frame.charge(GasSchedule.COPY_WORD * GasSchedule.words(size));
        Code code = state.code(account);
        frame.memory.write(to, size, code.padded(), from, code.size());
    }

    void codeHash(Frame frame) {
        AccountState account = access(frame, frame.address(0));
        UInt256 hash = state.isDead(account) ? UInt256.ZERO : UInt256.of(account.codeHash);
        Words.set(frame.stack, frame.at(0), hash);
    }

    private AccountState access(Frame frame, Address address) {
        AccountState account = state.load(address);
        if (schedule.hasColdAccess) {
            frame.charge(state.warm(account) ? GasSchedule.COLD_ACCOUNT : GasSchedule.WARM_ACCESS);
        }
        return account;
    }

    void log(Frame frame, int topicCount) {
        frame.requireWritable();
        long offset = frame.number(0);
        long size = frame.number(1);
        frame.grow(offset, size);
        frame.charge((GasSchedule.LOG_TOPIC * topicCount) + (GasSchedule.LOG_BYTE * size));
        List<Hash32> topics = new ArrayList<>(topicCount);
        for (int topic = 0; topic < topicCount; topic++) {
            topics.add(frame.word(2 + topic).toHash32());
        }
        frame.drop(2 + topicCount);
        Bytes data = Bytes.owning(frame.memory.read(offset, size));
        state.addLog(new Log(frame.self.address, topics, data));
    }

    void selfDestruct(Frame frame) {
        frame.requireWritable();
        AccountState self = frame.self;
        AccountState heir = state.load(frame.address(0));
        frame.drop(1);
        if (schedule.hasColdAccess && state.warm(heir)) {
            frame.charge(GasSchedule.COLD_ACCOUNT);
        }
        if (fork.isAtLeast(Fork.TANGERINE_WHISTLE) && makesHeir(self, heir)) {
            frame.charge(GasSchedule.NEW_ACCOUNT);
        }
        if (!fork.isAtLeast(Fork.LONDON) && !self.destroyed) {
            state.addRefund(GasSchedule.SELF_DESTRUCT_REFUND);
        }
        boolean deletes = !fork.isAtLeast(Fork.CANCUN) || self.created;
        UInt256 balance = self.balance;
        if (heir != self) {
            state.setBalance(self, UInt256.ZERO);
            state.addBalance(heir, balance);
        } else if (deletes) {
            state.setBalance(self, UInt256.ZERO);
        }
        if (deletes) {
            state.markDestroyed(self);
        }
    }

    private boolean makesHeir(AccountState self, AccountState heir) {
        boolean sends = !fork.isAtLeast(Fork.SPURIOUS_DRAGON) || !self.balance.isZero();
        return sends && state.isDead(heir);
    }
}
