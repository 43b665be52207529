package io.chirograph.evm;

import io.chirograph.evm.precompile.Precompile;
import io.chirograph.types.Address;
import io.chirograph.types.UInt256;
import java.util.Optional;

/// One running call: what it was given, and where it stands. Frames lie on the machine's explicit stack
/// and are used again at the same depth. A plain record changed by the machine and its instructions.
final class Frame {
    static final byte[] NO_BYTES = new byte[0];

    /// Limbs of the words that one frame may have.
    static final int LIMBS_MAX = Words.LIMBS * InstructionSet.STACK_MAX;

    /// 0 for the transaction's own message.
    final int depth;

    final Memory memory = new Memory();

    /// The account in whose name the code runs: its storage, its balance.
    AccountState self;

    Code code = Code.EMPTY;

    /// Runs in place of `code`.
    Optional<Precompile> precompile = Optional.empty();

    Address caller = Address.ZERO;
    UInt256 value = UInt256.ZERO;

    /// Whether `value` really goes from the caller to `self`.
    boolean transfersValue;

    byte[] input = NO_BYTES;
    boolean isStatic;

    /// Whether the output becomes the code of `self`.
    boolean isCreation;

    /// Where in the caller's memory the output goes, and how much of it at most.
    long returnOffset;

    long returnSize;

    long gas;

    /// Where in the program it goes on: always the head of a block.
    int slot;

    /// The words of this frame are the limbs from `base` to `sp` of `stack`, which all frames share.
    long[] stack = {};

    int base;
    int sp;

    /// The output of the last call made from here.
    byte[] returnData = NO_BYTES;

    /// What this frame returns or reverts with.
    byte[] output = NO_BYTES;

    /// Where in the journal this frame began.
    int checkpoint;

    Frame(int depth, AccountState self) {
        this.depth = depth;
        this.self = self;
    }

    /// Forgets the last use.
    void reset(AccountState newSelf) {
        memory.clear();
        self = newSelf;
        code = Code.EMPTY;
        precompile = Optional.empty();
        value = UInt256.ZERO;
        transfersValue = false;
        input = NO_BYTES;
        isStatic = false;
        isCreation = false;
        returnOffset = 0;
        returnSize = 0;
        slot = 0;
        returnData = NO_BYTES;
        output = NO_BYTES;
    }

    /// The place of a word in `stack`, counted from the top.
    int at(int fromTop) {
        return sp - (Words.LIMBS * (fromTop + 1));
    }

    /// The word as a number, `Long.MAX_VALUE` when it is that or more.
    long number(int fromTop) {
        return Words.saturated(stack, at(fromTop));
    }

    UInt256 word(int fromTop) {
        return Words.get(stack, at(fromTop));
    }

    Address address(int fromTop) {
        return Words.address(stack, at(fromTop));
    }

    void drop(int words) {
        sp -= Words.LIMBS * words;
    }

    /// Makes room for a word on top.
    /// @return its place
    int push() {
        int place = sp;
        sp += Words.LIMBS;
        return place;
    }

    void push(long value) {
        Words.set(stack, push(), value);
    }

    void push(UInt256 value) {
        Words.set(stack, push(), value);
    }

    void push(Address address) {
        Words.setAddress(stack, push(), address);
    }

    /// @param cost at least 0
    /// @throws Halted when there is less gas
    void charge(long cost) {
        gas -= cost;
        if (gas < 0) {
            throw Failure.OUT_OF_GAS.halted();
        }
    }

    /// Pays for memory from `offset` of `length` bytes, and makes it be there.
    void grow(long offset, long length) {
        charge(memory.expansionCost(offset, length));
        memory.expand(offset, length);
    }

    void requireWritable() {
        if (isStatic) {
            throw Failure.STATIC_VIOLATION.halted();
        }
    }
}
