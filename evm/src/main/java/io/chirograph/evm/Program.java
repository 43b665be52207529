package io.chirograph.evm;

/// A code made ready to run: what the interpreter walks instead of the bytes. Immutable.
///
/// The code is cut into basic blocks. A block is entered only at its beginning, where its gas is charged and
/// the stack's height checked for all its instructions at once, so that the steps inside need no check. An
/// instruction that can see how much gas is left ends its block, so the gas it sees is exact; and as a block
/// that can't be paid for to its end always fails, in which case all gas is lost and all changes are undone,
/// nobody can tell that it was charged in advance. Common neighbours are fused into one step ([Fused]), and
/// pushed constants are computed with where that is possible. What no jump and no fall reaches is left out.
///
/// | slot | content |
/// |---|---|
/// | of a step | low 8 bits: an [Opcode] or [Fused]; the others its operand |
/// | behind it | for some steps, one more operand |
///
/// The arrays are written by the [Translator] only.
final class Program {
    /// In place of a slot: there is no such destination.
    static final int NOWHERE = -1;

    /// Stands for a program until there is one: the only one without slots.
    static final Program NOT_MADE = new Program(new int[0], new long[0], new int[0]);

    /// Heights and growths are cut to this; what is over [InstructionSet#STACK_MAX] never fits.
    private static final int HEIGHT_MAX = 0x7ff;

    private static final int NEEDS_SHIFT = 8;
    private static final int GROWTH_SHIFT = 19;

    /// The steps.
    final int[] slots;

    /// Words pushed, four limbs each.
    final long[] constants;

    /// By offset in the code: the slot of the block that a JUMPDEST begins, or [#NOWHERE].
    private final int[] entries;

    Program(int[] slots, long[] constants, int[] entries) {
        this.slots = slots;
        this.constants = constants;
        this.entries = entries;
    }

    /// What begins a block.
    ///
    /// @param needs words that must be on the stack
    /// @param growth words that are added at the highest
    static int head(int needs, int growth) {
        return Fused.BLOCK
                | Math.min(needs, HEIGHT_MAX) << NEEDS_SHIFT
                | Math.min(growth, HEIGHT_MAX) << GROWTH_SHIFT;
    }

    static int needs(int head) {
        return (head >>> NEEDS_SHIFT) & HEIGHT_MAX;
    }

    static int growth(int head) {
        return head >>> GROWTH_SHIFT;
    }

    /// The slot that a jump to `offset` leads to.
    int entry(long offset) {
        return offset < entries.length ? entries[(int) offset] : NOWHERE;
    }
}
