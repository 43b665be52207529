package io.chirograph.evm;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;

/// An instruction about to run and what is around it. Made once for a run, and true only until the tracer
/// that it is given to returns.
public final class Step {
    private final TransactionState state;
    private Frame frame;
    private int pc;
    private int opcode;

    Step(TransactionState state, Frame frame) {
        this.state = state;
        this.frame = frame;
    }

    void at(Frame newFrame, int newPc, int newOpcode) {
        frame = newFrame;
        pc = newPc;
        opcode = newOpcode;
    }

    /// Of the instruction in its code.
    public int pc() {
        return pc;
    }

    public int opcode() {
        return opcode;
    }

    public long gas() {
        return frame.gas;
    }

    /// 1 for the transaction's own message.
    public int depth() {
        return frame.depth + 1;
    }

    /// Gas that would be given back if the transaction ended here.
    public long refund() {
        return state.refund();
    }

    /// The account in whose name the code runs.
    public Address self() {
        return frame.self.address;
    }

    public int stackWords() {
        return (frame.sp - frame.base) / Words.LIMBS;
    }

    /// @param fromTop 0 to `stackWords` − 1
    public UInt256 word(int fromTop) {
        return frame.word(fromTop);
    }

    /// The word as an address.
    public Address address(int fromTop) {
        return frame.address(fromTop);
    }

    /// What [#self]'s storage has in `slot` at this moment.
    public UInt256 storage(UInt256 slot) {
        return state.slot(frame.self, slot).current;
    }

    public int memoryBytes() {
        return frame.memory.size();
    }

    /// A copy of the memory from `offset`, with zeros for what it has not grown to.
    ///
    /// @param length at least 0
    public Bytes memory(long offset, int length) {
        long there = Math.clamp(frame.memory.size() - offset, 0, length);
        byte[] bytes = new byte[length];
        System.arraycopy(frame.memory.read(offset, there), 0, bytes, 0, (int) there);
        return Bytes.owning(bytes);
    }

    /// What the last call made from here gave back.
    public Bytes returnData() {
        return Bytes.copyOf(frame.returnData);
    }
}
