package io.chirograph.evm;

import static io.chirograph.evm.Words.LIMBS;

import io.chirograph.crypto.Keccak256;

/// Runs a frame's program, step by step. The steps that most code consists of are in the loop here, with
/// the frame's place, stack height and gas in local variables; the others work on the frame. Gas and stack
/// are checked at the beginning of each basic block, see [Program]. Nothing here allocates.
final class Interpreter {
    private final InstructionSet instructions;
    private final EnvironmentInstructions environment;
    private final StateInstructions state;
    private final CallInstructions calls;
    private final Division division = new Division();
    private final Keccak256 keccak = new Keccak256();
    private final GasSchedule schedule;

    Interpreter(
            InstructionSet instructions,
            GasSchedule schedule,
            EnvironmentInstructions environment,
            StateInstructions state,
            CallInstructions calls) {
        this.instructions = instructions;
        this.schedule = schedule;
        this.environment = environment;
        this.state = state;
        this.calls = calls;
    }

    /// Runs until the frame ends or calls.
    /// @throws Halted when the frame fails
    Exit run(Frame frame) {
        Program program = frame.code.program(instructions);
        int[] slots = program.slots;
        long[] constants = program.constants;
        Memory memory = frame.memory;
        long[] stack = frame.stack;
        int base = frame.base;
        int at = frame.slot;
        int sp = frame.sp;
        long gas = frame.gas;
        blocks:
        while (true) {
            int head = slots[at];
            gas -= slots[at + 1];
            int height = (sp - base) >> 2;
            if (gas < 0
                    || height < Program.needs(head)
                    || height + Program.growth(head) > InstructionSet.STACK_MAX) {
                throw reason(head, height).halted();
            }
            at += 2;
            while (true) {
                int step = slots[at++];
                // After a case has taken `sp` down by a word, the old top is at `sp`.
                switch (step & 0xff) {
                    case Fused.BLOCK -> {
                        at--;
                        continue blocks;
                    }
                    case Fused.GO_ON_AT -> at = slots[at];
                    case Fused.PUSH_SMALL -> {
                        Words.set(stack, sp, step >>> 8);
                        sp += LIMBS;
                    }
                    case Fused.PUSH_WIDE -> {
                        int constant = slots[at++];
                        stack[sp] = constants[constant];
                        stack[sp + 1] = constants[constant + 1];
                        stack[sp + 2] = constants[constant + 2];
                        stack[sp + 3] = constants[constant + 3];
                        sp += LIMBS;
                    }
                    case Fused.DUP -> {
                        Words.copy(stack, sp - (step >>> 8), sp);
                        sp += LIMBS;
                    }
                    case Fused.SWAP -> Words.swap(stack, sp - LIMBS - (step >>> 8), sp - LIMBS);
                    case Fused.SWAP_POP -> {
                        sp -= LIMBS;
                        Words.copy(stack, sp, sp - (step >>> 8));
                    }
                    case Fused.POPS -> sp -= step >>> 8;
                    case Fused.JUMP_TO -> {
                        at = checked(slots[at]);
                        continue blocks;
                    }
                    case Fused.BRANCH -> {
                        sp -= LIMBS;
                        at = Words.isZero(stack, sp) ? at + 1 : checked(slots[at]);
                        continue blocks;
                    }
                    case Fused.BRANCH_ZERO -> {
                        sp -= LIMBS;
                        at = Words.isZero(stack, sp) ? checked(slots[at]) : at + 1;
                        continue blocks;
                    }
                    case Fused.BRANCH_LESS -> {
                        sp -= 2 * LIMBS;
                        boolean less = Words.isLess(stack, sp + LIMBS, sp);
                        at = less ^ step >= 0x100 ? checked(slots[at]) : at + 1;
                        continue blocks;
                    }
                    case Fused.BRANCH_GREATER -> {
                        sp -= 2 * LIMBS;
                        boolean greater = Words.isLess(stack, sp, sp + LIMBS);
                        at = greater ^ step >= 0x100 ? checked(slots[at]) : at + 1;
                        continue blocks;
                    }
                    case Fused.BRANCH_LESS_SIGNED -> {
                        sp -= 2 * LIMBS;
                        boolean less = Words.isLessSigned(stack, sp + LIMBS, sp);
                        at = less ^ step >= 0x100 ? checked(slots[at]) : at + 1;
                        continue blocks;
                    }
                    case Fused.BRANCH_GREATER_SIGNED -> {
                        sp -= 2 * LIMBS;
                        boolean greater = Words.isLessSigned(stack, sp, sp + LIMBS);
                        at = greater ^ step >= 0x100 ? checked(slots[at]) : at + 1;
                        continue blocks;
                    }
                    case Fused.BRANCH_EQUAL -> {
                        sp -= 2 * LIMBS;
                        boolean equal = Words.isEqual(stack, sp, sp + LIMBS);
                        at = equal ^ step >= 0x100 ? checked(slots[at]) : at + 1;
                        continue blocks;
                    }
                    case Fused.ADD_SMALL -> Words.addSmall(stack, sp - LIMBS, step >>> 8);
                    case Fused.AND_SMALL ->
                            Words.set(stack, sp - LIMBS, stack[sp - LIMBS] & step >>> 8);
                    case Fused.AND_WIDE -> {
                        int constant = slots[at++];
                        stack[sp - 4] &= constants[constant];
                        stack[sp - 3] &= constants[constant + 1];
                        stack[sp - 2] &= constants[constant + 2];
                        stack[sp - 1] &= constants[constant + 3];
                    }
                    case Fused.SHIFT_LEFT_BY -> Words.shiftLeft(stack, sp - LIMBS, step >>> 8);
                    case Fused.SHIFT_RIGHT_BY ->
                            Words.shiftRight(stack, sp - LIMBS, step >>> 8, 0);
                    case Fused.LOAD_AT -> {
                        int offset = step >>> 8;
                        gas = grow(memory, offset, 32, gas);
                        memory.loadWord(offset, stack, sp);
                        sp += LIMBS;
                    }
                    case Fused.LOAD_DUP -> {
                        long offset = Words.saturated(stack, sp - (step >>> 8));
                        gas = grow(memory, offset, 32, gas);
                        memory.loadWord((int) offset, stack, sp);
                        sp += LIMBS;
                    }
                    case Fused.STORE_AT -> {
                        sp -= LIMBS;
                        int offset = step >>> 8;
                        gas = grow(memory, offset, 32, gas);
                        memory.storeWord(offset, stack, sp);
                    }
                    case Fused.SUBTRACT_TOP -> {
                        sp -= LIMBS;
                        Words.subtractFrom(stack, sp, sp - LIMBS);
                    }
                    case Fused.ADD_DUP ->
                            Words.add(stack, sp - (step >>> 8), sp - LIMBS);
                    case Opcode.ADD -> {
                        sp -= LIMBS;
                        Words.add(stack, sp, sp - LIMBS);
                    }
                    case Opcode.MUL -> {
                        sp -= LIMBS;
                        Words.multiply(stack, sp, sp - LIMBS);
                    }
                    case Opcode.SUB -> {
                        sp -= LIMBS;
                        Words.subtract(stack, sp, sp - LIMBS);
                    }
                    case Opcode.DIV -> {
                        sp -= LIMBS;
                        division.divide(stack, sp, sp - LIMBS);
                    }
                    case Opcode.SDIV -> {
                        sp -= LIMBS;
                        division.divideSigned(stack, sp, sp - LIMBS);
                    }
                    case Opcode.MOD -> {
                        sp -= LIMBS;
                        division.remainder(stack, sp, sp - LIMBS);
                    }
                    case Opcode.SMOD -> {
                        sp -= LIMBS;
                        division.remainderSigned(stack, sp, sp - LIMBS);
                    }
                    case Opcode.ADDMOD -> {
                        sp -= 2 * LIMBS;
                        division.addModulo(stack, sp + LIMBS, sp, sp - LIMBS);
                    }
                    case Opcode.MULMOD -> {
                        sp -= 2 * LIMBS;
                        division.multiplyModulo(stack, sp + LIMBS, sp, sp - LIMBS);
                    }
                    case Opcode.SIGNEXTEND -> {
                        sp -= LIMBS;
                        Words.signExtend(stack, sp, sp - LIMBS);
                    }
                    case Opcode.LT -> {
                        sp -= LIMBS;
                        Words.set(stack, sp - LIMBS, Words.isLess(stack, sp, sp - LIMBS));
                    }
                    case Opcode.GT -> {
                        sp -= LIMBS;
                        Words.set(stack, sp - LIMBS, Words.isLess(stack, sp - LIMBS, sp));
                    }
                    case Opcode.SLT -> {
                        sp -= LIMBS;
                        Words.set(stack, sp - LIMBS, Words.isLessSigned(stack, sp, sp - LIMBS));
                    }
                    case Opcode.SGT -> {
                        sp -= LIMBS;
                        Words.set(stack, sp - LIMBS, Words.isLessSigned(stack, sp - LIMBS, sp));
                    }
                    case Opcode.EQ -> {
                        sp -= LIMBS;
                        Words.set(stack, sp - LIMBS, Words.isEqual(stack, sp, sp - LIMBS));
                    }
                    case Opcode.ISZERO -> Words.set(stack, sp - LIMBS, Words.isZero(stack, sp - LIMBS));
                    case Opcode.AND -> {
                        sp -= LIMBS;
                        Words.and(stack, sp, sp - LIMBS);
                    }
                    case Opcode.OR -> {
                        sp -= LIMBS;
                        Words.or(stack, sp, sp - LIMBS);
                    }
                    case Opcode.XOR -> {
                        sp -= LIMBS;
                        Words.xor(stack, sp, sp - LIMBS);
                    }
                    case Opcode.NOT -> Words.not(stack, sp - LIMBS);
                    case Opcode.BYTE -> {
                        sp -= LIMBS;
                        Words.byteAt(stack, sp, sp - LIMBS);
                    }
                    case Opcode.SHL -> {
                        sp -= LIMBS;
                        Words.shiftLeftBy(stack, sp, sp - LIMBS);
                    }
                    case Opcode.SHR -> {
                        sp -= LIMBS;
                        Words.shiftRightBy(stack, sp, sp - LIMBS);
                    }
                    case Opcode.SAR -> {
                        sp -= LIMBS;
                        Words.shiftRightSignedBy(stack, sp, sp - LIMBS);
                    }
                    case Opcode.CLZ ->
                            Words.set(stack, sp - LIMBS, Words.leadingZeros(stack, sp - LIMBS));
                    case Opcode.MLOAD -> {
                        long offset = Words.saturated(stack, sp - LIMBS);
                        gas = grow(memory, offset, 32, gas);
                        memory.loadWord((int) offset, stack, sp - LIMBS);
                    }
                    case Opcode.MSTORE -> {
                        sp -= 2 * LIMBS;
                        long offset = Words.saturated(stack, sp + LIMBS);
                        gas = grow(memory, offset, 32, gas);
                        memory.storeWord((int) offset, stack, sp);
                    }
                    case Opcode.MSTORE8 -> {
                        sp -= 2 * LIMBS;
                        long offset = Words.saturated(stack, sp + LIMBS);
                        gas = grow(memory, offset, 1, gas);
                        memory.storeByte((int) offset, (byte) stack[sp]);
                    }
                    case Opcode.JUMP -> {
                        sp -= LIMBS;
                        at = checked(program.entry(Words.saturated(stack, sp)));
                        continue blocks;
                    }
                    case Opcode.JUMPI -> {
                        sp -= 2 * LIMBS;
                        if (!Words.isZero(stack, sp)) {
                            at = checked(program.entry(Words.saturated(stack, sp + LIMBS)));
                        }
                        continue blocks;
                    }
                    case Opcode.MSIZE -> {
                        Words.set(stack, sp, memory.size());
                        sp += LIMBS;
                    }
                    case Opcode.GAS -> {
                        Words.set(stack, sp, gas);
                        sp += LIMBS;
                        continue blocks;
                    }
                    default -> {
                        frame.slot = at;
                        frame.sp = sp;
                        frame.gas = gas;
                        Exit exit = runOther(step & 0xff, frame);
                        if (exit != Exit.NONE) {
                            return exit;
                        }
                        sp = frame.sp;
                        gas = frame.gas;
                    }
                }
            }
        }
    }

    private static Failure reason(int head, int height) {
        if (height < Program.needs(head)) {
            return Failure.STACK_UNDERFLOW;
        }
        return height + Program.growth(head) > InstructionSet.STACK_MAX
                ? Failure.STACK_OVERFLOW
                : Failure.OUT_OF_GAS;
    }

    private static int checked(int entry) {
        if (entry == Program.NOWHERE) {
            throw Failure.INVALID_JUMP.halted();
        }
        return entry;
    }

    /// What is left of `gas` after memory has grown, if it must, to `length` bytes from `offset`.
    private static long grow(Memory memory, long offset, int length, long gas) {
        return memory.holds(offset, length) ? gas : reallyGrow(memory, offset, length, gas);
    }

    private static long reallyGrow(Memory memory, long offset, int length, long gas) {
        long left = gas - memory.expansionCost(offset, length);
        if (left < 0) {
            throw Failure.OUT_OF_GAS.halted();
        }
        memory.expand(offset, length);
        return left;
    }

    private Exit runOther(int opcode, Frame frame) {
        switch (opcode) {
            case Opcode.STOP -> {
                return Exit.STOPPED;
            }
            case Opcode.RETURN -> {
                takeOutput(frame);
                return Exit.STOPPED;
            }
            case Opcode.REVERT -> {
                takeOutput(frame);
                return Exit.REVERTED;
            }
            case Opcode.INVALID -> throw Failure.INVALID_INSTRUCTION.halted();
            case Opcode.EXP -> power(frame);
            case Opcode.KECCAK256 -> hash(frame);
            case Opcode.MCOPY -> moveMemory(frame);
            case Opcode.SLOAD -> state.load(frame);
            case Opcode.SSTORE -> state.store(frame);
            case Opcode.TLOAD -> state.loadTransient(frame);
            case Opcode.TSTORE -> state.storeTransient(frame);
            case Opcode.BALANCE -> state.balance(frame);
            case Opcode.SELFBALANCE -> frame.push(frame.self.balance);
            case Opcode.EXTCODESIZE -> state.codeSize(frame);
            case Opcode.EXTCODECOPY -> state.codeCopy(frame);
            case Opcode.EXTCODEHASH -> state.codeHash(frame);
            case Opcode.LOG0, Opcode.LOG0 + 1, Opcode.LOG0 + 2, Opcode.LOG0 + 3, Opcode.LOG4 ->
                    state.log(frame, opcode - Opcode.LOG0);
            case Opcode.SELFDESTRUCT -> {
                state.selfDestruct(frame);
                return Exit.STOPPED;
            }
            case Opcode.CREATE -> {
                return calls.create(frame, false);
            }
            case Opcode.CREATE2 -> {
                return calls.create(frame, true);
            }
            case Opcode.CALL, Opcode.CALLCODE, Opcode.DELEGATECALL, Opcode.STATICCALL -> {
                return calls.call(frame, opcode);
            }
            default -> environment.run(opcode, frame);
        }
        return Exit.NONE;
    }

    private static void takeOutput(Frame frame) {
        long offset = frame.number(0);
        long size = frame.number(1);
        frame.grow(offset, size);
        frame.output = frame.memory.read(offset, size);
    }

    private void power(Frame frame) {
        int exponent = frame.at(1);
        int bytes = (Words.bitLength(frame.stack, exponent) + 7) / 8;
        frame.charge(bytes * schedule.exponentByte);
        division.power(frame.stack, frame.at(0), exponent);
        frame.drop(1);
    }

    private void hash(Frame frame) {
        long offset = frame.number(0);
        long size = frame.number(1);
        frame.grow(offset, size);
        frame.charge(GasSchedule.HASH_WORD * GasSchedule.words(size));
        frame.memory.hash(offset, size, keccak);
        frame.drop(1);
        Words.setHash(frame.stack, frame.at(0), keccak);
    }

    private static void moveMemory(Frame frame) {
        long to = frame.number(0);
        long from = frame.number(1);
        long size = frame.number(2);
        frame.grow(Math.max(to, from), size);
        frame.charge(GasSchedule.COPY_WORD * GasSchedule.words(size));
        frame.memory.move(to, from, size);
        frame.drop(3);
    }
}
