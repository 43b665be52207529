package io.chirograph.evm;

import static io.chirograph.evm.Words.LIMBS;

/// Runs a frame's code, instruction by instruction. The instructions that most code consists of are in
/// the loop here, with the frame's place, stack height and gas in local variables; the others work on the
/// frame. Prices and stack heights come from tables, so that no instruction checks them by itself.
final class Interpreter {
    private final InstructionSet instructions;
    private final EnvironmentInstructions environment;
    private final StateInstructions state;
    private final CallInstructions calls;
    private final Division division = new Division();
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
        byte[] code = frame.code.padded();
        int[] cost = instructions.cost;
        int[] needs = instructions.needs;
        int[] room = instructions.room;
        Memory memory = frame.memory;
        long[] stack = frame.stack;
        int base = frame.base;
        int pc = frame.pc;
        int sp = frame.sp;
        long gas = frame.gas;
        while (true) {
            int opcode = code[pc++] & 0xff;
            int height = (sp - base) >> 2;
            gas -= cost[opcode];
            if (height < needs[opcode] || height > room[opcode] || gas < 0) {
                throw reason(opcode, height).halted();
            }
            // After a case has taken `sp` down by a word, the old top is at `sp`.
            switch (opcode) {
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
                case Opcode.POP -> sp -= LIMBS;
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
                    pc = destination(frame.code, stack, sp);
                }
                case Opcode.JUMPI -> {
                    sp -= 2 * LIMBS;
                    if (!Words.isZero(stack, sp)) {
                        pc = destination(frame.code, stack, sp + LIMBS);
                    }
                }
                case Opcode.PC -> {
                    Words.set(stack, sp, pc - 1);
                    sp += LIMBS;
                }
                case Opcode.MSIZE -> {
                    Words.set(stack, sp, memory.size());
                    sp += LIMBS;
                }
                case Opcode.GAS -> {
                    Words.set(stack, sp, gas);
                    sp += LIMBS;
                }
                case Opcode.JUMPDEST -> {}
                case Opcode.PUSH0 -> {
                    Words.set(stack, sp, 0);
                    sp += LIMBS;
                }
                case Opcode.PUSH1 -> {
                    Words.set(stack, sp, code[pc++] & 0xff);
                    sp += LIMBS;
                }
                default -> {
                    if (opcode > Opcode.PUSH1 && opcode <= Opcode.PUSH32) {
                        int size = opcode - Opcode.PUSH1 + 1;
                        Words.loadShort(stack, sp, code, pc, size);
                        pc += size;
                        sp += LIMBS;
                    } else if (opcode >= Opcode.DUP1 && opcode <= Opcode.DUP16) {
                        Words.copy(stack, sp - (LIMBS * (opcode - Opcode.DUP1 + 1)), sp);
                        sp += LIMBS;
                    } else if (opcode >= Opcode.SWAP1 && opcode <= Opcode.SWAP16) {
                        int depth = opcode - Opcode.SWAP1 + 2;
                        Words.swap(stack, sp - (LIMBS * depth), sp - LIMBS);
                    } else {
                        frame.pc = pc;
                        frame.sp = sp;
                        frame.gas = gas;
                        Exit exit = runOther(opcode, frame);
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

    private Failure reason(int opcode, int height) {
        if (!instructions.has(opcode)) {
            return Failure.INVALID_INSTRUCTION;
        }
        if (height < instructions.needs[opcode]) {
            return Failure.STACK_UNDERFLOW;
        }
        return height > instructions.room[opcode] ? Failure.STACK_OVERFLOW : Failure.OUT_OF_GAS;
    }

    private static long grow(Memory memory, long offset, int length, long gas) {
        long left = gas - memory.expansionCost(offset, length);
        if (left < 0) {
            throw Failure.OUT_OF_GAS.halted();
        }
        memory.expand(offset, length);
        return left;
    }

    private static int destination(Code code, long[] stack, int at) {
        long target = Words.saturated(stack, at);
        if (!code.isJumpDestination(target)) {
            throw Failure.INVALID_JUMP.halted();
        }
        return (int) target;
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

    private static void hash(Frame frame) {
        long offset = frame.number(0);
        long size = frame.number(1);
        frame.grow(offset, size);
        frame.charge(GasSchedule.HASH_WORD * GasSchedule.words(size));
        frame.drop(2);
        frame.push(frame.memory.hash(offset, size));
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
