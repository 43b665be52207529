package io.chirograph.evm;

/// The steps of a [Program] that no single instruction of a contract stands for, under numbers that no fork
/// uses as an instruction. A step has its number in the low 8 bits of its slot and an operand in the others;
/// where "next" is said, another number is in the slot behind.
final class Fused {
    /// Begins a basic block. Operand: see [Program#head]. Next: the gas of the whole block.
    static final int BLOCK = 0xb0;

    /// Operand: a number below 2^24.
    static final int PUSH_SMALL = 0xb1;

    /// Next: the place of the word among the constants.
    static final int PUSH_WIDE = 0xb2;

    /// Operand: how many limbs below the top's end the word to copy is.
    static final int DUP = 0xb3;

    /// Operand: how many limbs below the top the other word is.
    static final int SWAP = 0xb4;

    /// SWAP and POP: the top goes to where the word so many limbs below it is.
    static final int SWAP_POP = 0xb5;

    /// Operand: limbs to drop.
    static final int POPS = 0xb6;

    /// Next: the slot to go on at, or [Program#NOWHERE].
    static final int JUMP_TO = 0xb7;

    // Jump to next as the comparison says; those with an operand do so if it is false where that is 1.
    static final int BRANCH = 0xb8;
    static final int BRANCH_ZERO = 0xb9;
    static final int BRANCH_LESS = 0xba;
    static final int BRANCH_GREATER = 0xbb;
    static final int BRANCH_LESS_SIGNED = 0xbc;
    static final int BRANCH_GREATER_SIGNED = 0xbd;
    static final int BRANCH_EQUAL = 0xbe;

    // A push of the operand and the instruction.
    static final int ADD_SMALL = 0xbf;
    static final int AND_SMALL = 0xc0;
    static final int SHIFT_LEFT_BY = 0xc1;
    static final int SHIFT_RIGHT_BY = 0xc2;
    static final int LOAD_AT = 0xc3;
    static final int STORE_AT = 0xc4;

    /// A push and AND. Next: the place of the word among the constants.
    static final int AND_WIDE = 0xc5;

    /// SWAP1 and SUB.
    static final int SUBTRACT_TOP = 0xc6;

    /// DUP and ADD. Operand: how many limbs below the top's end the word to add is.
    static final int ADD_DUP = 0xc7;

    /// DUP and MLOAD. Operand: how many limbs below the top's end the offset is.
    static final int LOAD_DUP = 0xc8;

    /// Next: the slot inside a block to go on at, its head being paid for.
    static final int GO_ON_AT = 0xc9;

    private Fused() {}
}
