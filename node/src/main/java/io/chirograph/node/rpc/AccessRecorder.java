package io.chirograph.node.rpc;

import io.chirograph.evm.CallStart;
import io.chirograph.evm.Opcode;
import io.chirograph.evm.Step;
import io.chirograph.evm.Tracer;
import io.chirograph.types.Address;
import io.chirograph.types.UInt256;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Notes which accounts and slots a call uses, whether or not what it did was undone. Single-owner.
final class AccessRecorder implements Tracer {
    private final Deadline deadline;
    private final SortedMap<Address, SortedSet<UInt256>> accesses = new TreeMap<>();
    private final SortedSet<Address> created = new TreeSet<>();

    AccessRecorder(Deadline deadline) {
        this.deadline = deadline;
    }

    /// The slots of every account used.
    SortedMap<Address, SortedSet<UInt256>> accesses() {
        return accesses;
    }

    /// Where contracts were created.
    SortedSet<Address> created() {
        return created;
    }

    /// Notes that `account` is used.
    ///
    /// @return its slots, to be added to
    SortedSet<UInt256> add(Address account) {
        return accesses.computeIfAbsent(account, _ -> new TreeSet<>());
    }

    @Override
    public boolean seesInstructions() {
        return true;
    }

    @Override
    public void enter(CallStart start) {
        if (start.opcode() == Opcode.CREATE || start.opcode() == Opcode.CREATE2) {
            created.add(start.to());
        }
    }

    @Override
    public void before(Step step) {
        deadline.check();
        switch (step.opcode()) {
            case Opcode.SLOAD, Opcode.SSTORE -> {
                if (step.stackWords() > 0) {
                    add(step.self()).add(step.word(0));
                }
            }
            case Opcode.BALANCE,
                    Opcode.EXTCODESIZE,
                    Opcode.EXTCODECOPY,
                    Opcode.EXTCODEHASH,
                    Opcode.SELFDESTRUCT ->
                    add(step, 0);
            case Opcode.CALL, Opcode.CALLCODE, Opcode.DELEGATECALL, Opcode.STATICCALL ->
                    add(step, 1);
            default -> {}
        }
    }

    private void add(Step step, int fromTop) {
        if (step.stackWords() > fromTop) {
            add(step.address(fromTop));
        }
    }
}
