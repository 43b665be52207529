package io.chirograph.evm;

import java.util.Arrays;

/// Makes a [Program] of a code's bytes, in one walk and in time proportional to their number. Single-owner,
/// for one code.
final class Translator {
    /// A block is cut before its gas could leave an int.
    private static final int BLOCK_GAS_MAX = 1 << 29;

    private static final int SMALL_MAX = (1 << 24) - 1;
    private static final int NONE = -1;

    private final byte[] code;
    private final int size;
    private final InstructionSet instructions;

    private int[] slots;
    private int slotCount;
    private long[] constants = new long[4 * Words.LIMBS];
    private int constantLimbs;
    private final int[] entries;

    /// Slots whose next slot is an offset in the code, to be replaced by a slot at the end.
    private int[] jumps = new int[16];

    private int jumpCount;

    /// JUMPDESTs that stand directly behind another and so need no block of their own, three numbers each:
    /// the offset in the code, the slot of their block's head, and the block's gas before them.
    private int[] inner = new int[3 * 8];

    private int innerCount;

    // The open block.
    private int head = NONE;
    private long gas;
    private int height;
    private int lowest;
    private int highest;

    /// The open block's last steps, the newest first: what can be fused with the next.
    private int last = NONE;

    private int secondLast = NONE;
    private int thirdLast = NONE;

    /// @param code with zeros behind the end, enough for the last push to read
    private Translator(byte[] code, int size, InstructionSet instructions) {
        this.code = code;
        this.size = size;
        this.instructions = instructions;
        this.slots = new int[size + 16];
        this.entries = new int[size];
        Arrays.fill(entries, Program.NOWHERE);
    }

    static Program translate(byte[] code, int size, InstructionSet instructions) {
        Translator translator = new Translator(code, size, instructions);
        translator.walk();
        return translator.finish();
    }

    private void walk() {
        boolean reachable = true;
        begin();
        int at = 0;
        while (at < size) {
            int opcode = code[at] & 0xff;
            int next = at + 1 + pushed(opcode);
            if (opcode == Opcode.JUMPDEST) {
                if (!isOnlyDestinations() || !shareBlock(at)) {
                    end();
                    entries[at] = slotCount;
                    begin();
                }
                reachable = true;
            }
            if (reachable) {
                if (head == NONE || gas > BLOCK_GAS_MAX) {
                    end();
                    begin();
                }
                reachable = translate(opcode, at);
            }
            at = next;
        }
        if (reachable) {
            if (head == NONE) {
                begin();
            }
            emit(Opcode.STOP, 0);
        }
        end();
    }

    /// Whether the open block is one of JUMPDESTs without any step so far.
    private boolean isOnlyDestinations() {
        return head != NONE && slotCount == head + 2 && gas > 0;
    }

    private boolean shareBlock(int at) {
        if (gas > BLOCK_GAS_MAX) {
            return false;
        }
        if (3 * (innerCount + 1) > inner.length) {
            inner = Arrays.copyOf(inner, 2 * inner.length);
        }
        inner[3 * innerCount] = at;
        inner[3 * innerCount + 1] = head;
        inner[3 * innerCount + 2] = (int) gas;
        innerCount++;
        return true;
    }

    private static int pushed(int opcode) {
        return opcode >= Opcode.PUSH1 && opcode <= Opcode.PUSH32 ? opcode - Opcode.PUSH0 : 0;
    }

    private Program finish() {
        for (int i = 0; i < 3 * innerCount; i += 3) {
            int shared = inner[i + 1];
            entries[inner[i]] = slotCount;
            append(slots[shared]);
            append(slots[shared + 1] - inner[i + 2]);
            append(Fused.GO_ON_AT);
            append(shared + 2);
        }
        for (int i = 0; i < jumpCount; i++) {
            int target = slots[jumps[i]];
            slots[jumps[i]] = target < size && target >= 0 ? entries[target] : Program.NOWHERE;
        }
        return new Program(
                Arrays.copyOf(slots, slotCount), Arrays.copyOf(constants, constantLimbs), entries);
    }

    private void begin() {
        head = slotCount;
        gas = 0;
        height = 0;
        lowest = 0;
        highest = 0;
        forget();
        append(0);
        append(0);
    }

    private void forget() {
        last = NONE;
        secondLast = NONE;
        thirdLast = NONE;
    }

    private void end() {
        if (head != NONE) {
            slots[head] = Program.head(-lowest, highest);
            slots[head + 1] = (int) gas;
            head = NONE;
        }
    }

    /// Whether what comes behind the instruction can be reached by falling.
    private boolean translate(int opcode, int at) {
        if (!instructions.has(opcode)) {
            emit(Opcode.INVALID, 0);
            end();
            return false;
        }
        gas += instructions.cost[opcode];
        lowest = Math.min(lowest, height - instructions.needs[opcode]);
        height += instructions.change[opcode];
        highest = Math.max(highest, height);
        step(opcode, at);
        switch (opcode) {
            case Opcode.STOP,
                    Opcode.JUMP,
                    Opcode.RETURN,
                    Opcode.REVERT,
                    Opcode.SELFDESTRUCT -> {
                end();
                return false;
            }
            case Opcode.JUMPI,
                    Opcode.GAS,
                    Opcode.SSTORE,
                    Opcode.CREATE,
                    Opcode.CALL,
                    Opcode.CALLCODE,
                    Opcode.DELEGATECALL,
                    Opcode.CREATE2,
                    Opcode.STATICCALL -> end();
            default -> {}
        }
        return true;
    }

    private void step(int opcode, int at) {
        if (opcode >= Opcode.PUSH0 && opcode <= Opcode.PUSH32) {
            push(at + 1, opcode - Opcode.PUSH0);
        } else if (opcode >= Opcode.DUP1 && opcode <= Opcode.DUP16) {
            emit(Fused.DUP, Words.LIMBS * (opcode - Opcode.DUP1 + 1));
        } else if (opcode >= Opcode.SWAP1 && opcode <= Opcode.SWAP16) {
            emit(Fused.SWAP, Words.LIMBS * (opcode - Opcode.SWAP1 + 1));
        } else {
            switch (opcode) {
                case Opcode.JUMPDEST -> {} // the block's head is all there is of it
                case Opcode.PC -> pushNumber(at);
                case Opcode.JUMP -> jump();
                case Opcode.JUMPI -> branch();
                case Opcode.POP -> pop();
                default -> {
                    if (!compute(opcode) && !fuseWithPush(opcode) && !fuseWithCopy(opcode)) {
                        emit(opcode, 0);
                    }
                }
            }
        }
    }

    // Steps.

    private void append(int slot) {
        if (slotCount == slots.length) {
            slots = Arrays.copyOf(slots, 2 * slotCount);
        }
        slots[slotCount++] = slot;
    }

    private void emit(int step, int operand) {
        thirdLast = secondLast;
        secondLast = last;
        last = slotCount;
        append(step | operand << 8);
    }

    /// Takes the newest step back.
    private void drop() {
        slotCount = last;
        last = secondLast;
        secondLast = thirdLast;
        thirdLast = NONE;
    }

    private boolean is(int place, int step) {
        return place != NONE && (slots[place] & 0xff) == step;
    }

    private int operand(int place) {
        return slots[place] >>> 8;
    }

    // Constants.

    private void push(int from, int count) {
        reserveConstant();
        Words.loadShort(constants, constantLimbs, code, from, count);
        pushReserved();
    }

    private void pushNumber(long number) {
        reserveConstant();
        Words.set(constants, constantLimbs, number);
        pushReserved();
    }

    /// Makes room for a word at `constantLimbs`, which counts only once [#pushReserved] keeps it.
    private void reserveConstant() {
        if (constantLimbs + 2 * Words.LIMBS > constants.length) {
            constants = Arrays.copyOf(constants, 2 * constants.length);
        }
    }

    private void pushReserved() {
        long number = Words.saturated(constants, constantLimbs);
        if (number <= SMALL_MAX) {
            emit(Fused.PUSH_SMALL, (int) number);
        } else {
            emit(Fused.PUSH_WIDE, 0);
            append(constantLimbs);
            constantLimbs += Words.LIMBS;
        }
    }

    private boolean isPush(int place) {
        return is(place, Fused.PUSH_SMALL) || is(place, Fused.PUSH_WIDE);
    }

    /// Copies the pushed word to limb `to` of the constants.
    private void copyPushed(int place, int to) {
        if (is(place, Fused.PUSH_SMALL)) {
            Words.set(constants, to, operand(place));
        } else {
            Words.copy(constants, slots[place + 1], to);
        }
    }

    /// Whether the instruction works on constants alone, so that its result is pushed instead.
    private boolean compute(int opcode) {
        if (!isPush(last)) {
            return false;
        }
        reserveConstant();
        int result = constantLimbs;
        if (opcode == Opcode.NOT) {
            copyPushed(last, result);
            Words.not(constants, result);
            drop();
        } else if (isPush(secondLast) && computes(opcode)) {
            int top = constantLimbs + Words.LIMBS;
            copyPushed(last, top);
            copyPushed(secondLast, result);
            switch (opcode) {
                case Opcode.ADD -> Words.add(constants, top, result);
                case Opcode.SUB -> Words.subtract(constants, top, result);
                case Opcode.AND -> Words.and(constants, top, result);
                case Opcode.OR -> Words.or(constants, top, result);
                default -> Words.shiftLeftBy(constants, top, result);
            }
            drop();
            drop();
        } else {
            return false;
        }
        pushReserved();
        return true;
    }

    private static boolean computes(int opcode) {
        return opcode == Opcode.ADD
                || opcode == Opcode.SUB
                || opcode == Opcode.AND
                || opcode == Opcode.OR
                || opcode == Opcode.SHL;
    }

    // Fusions.

    private boolean fuseWithPush(int opcode) {
        if (is(last, Fused.PUSH_WIDE) && opcode == Opcode.AND) {
            int constant = slots[last + 1];
            drop();
            emit(Fused.AND_WIDE, 0);
            append(constant);
            return true;
        }
        int fused = is(last, Fused.PUSH_SMALL) ? withSmall(opcode, operand(last)) : NONE;
        if (fused == NONE) {
            return false;
        }
        int operand = operand(last);
        drop();
        emit(fused, operand);
        return true;
    }

    private static int withSmall(int opcode, int number) {
        return switch (opcode) {
            case Opcode.ADD -> Fused.ADD_SMALL;
            case Opcode.AND -> Fused.AND_SMALL;
            case Opcode.SHL -> number < 256 ? Fused.SHIFT_LEFT_BY : NONE;
            case Opcode.SHR -> number < 256 ? Fused.SHIFT_RIGHT_BY : NONE;
            case Opcode.MLOAD -> Fused.LOAD_AT;
            case Opcode.MSTORE -> Fused.STORE_AT;
            default -> NONE;
        };
    }

    private boolean fuseWithCopy(int opcode) {
        if (is(last, Fused.SWAP) && operand(last) == Words.LIMBS) {
            int swapped = swapped(opcode);
            if (swapped != NONE) {
                drop();
                emit(swapped, 0);
                return true;
            }
        } else if (is(last, Fused.DUP) && (opcode == Opcode.ADD || opcode == Opcode.MLOAD)) {
            int operand = operand(last);
            drop();
            emit(opcode == Opcode.ADD ? Fused.ADD_DUP : Fused.LOAD_DUP, operand);
            return true;
        }
        return false;
    }

    /// What does the same on exchanged operands.
    private static int swapped(int opcode) {
        return switch (opcode) {
            case Opcode.ADD, Opcode.MUL, Opcode.AND, Opcode.OR, Opcode.XOR, Opcode.EQ -> opcode;
            case Opcode.LT -> Opcode.GT;
            case Opcode.GT -> Opcode.LT;
            case Opcode.SLT -> Opcode.SGT;
            case Opcode.SGT -> Opcode.SLT;
            case Opcode.SUB -> Fused.SUBTRACT_TOP;
            default -> NONE;
        };
    }

    private void pop() {
        if (is(last, Fused.SWAP)) {
            int operand = operand(last);
            drop();
            emit(Fused.SWAP_POP, operand);
        } else if (is(last, Fused.POPS)) {
            int operand = operand(last);
            drop();
            emit(Fused.POPS, operand + Words.LIMBS);
        } else {
            emit(Fused.POPS, Words.LIMBS);
        }
    }

    private void jump() {
        if (isPush(last)) {
            int target = takeTarget();
            emit(Fused.JUMP_TO, 0);
            appendTarget(target);
        } else {
            emit(Opcode.JUMP, 0);
        }
    }

    private void branch() {
        if (!isPush(last)) {
            emit(Opcode.JUMPI, 0);
            return;
        }
        int target = takeTarget();
        boolean negated = false;
        while (is(last, Opcode.ISZERO)) {
            drop();
            negated = !negated;
        }
        int comparison = last == NONE ? NONE : branchOn(slots[last]);
        if (comparison == NONE) {
            emit(negated ? Fused.BRANCH_ZERO : Fused.BRANCH, 0);
        } else {
            drop();
            emit(comparison, negated ? 1 : 0);
        }
        appendTarget(target);
    }

    private static int branchOn(int slot) {
        return switch (slot & 0xff) {
            case Opcode.LT -> Fused.BRANCH_LESS;
            case Opcode.GT -> Fused.BRANCH_GREATER;
            case Opcode.SLT -> Fused.BRANCH_LESS_SIGNED;
            case Opcode.SGT -> Fused.BRANCH_GREATER_SIGNED;
            case Opcode.EQ -> Fused.BRANCH_EQUAL;
            default -> NONE;
        };
    }

    /// The offset in the code that the last step pushes; a negative one when it is out of any code's range.
    private int takeTarget() {
        reserveConstant();
        copyPushed(last, constantLimbs);
        long target = Words.saturated(constants, constantLimbs);
        drop();
        return target < Integer.MAX_VALUE ? (int) target : NONE;
    }

    private void appendTarget(int target) {
        if (jumpCount == jumps.length) {
            jumps = Arrays.copyOf(jumps, 2 * jumpCount);
        }
        jumps[jumpCount++] = slotCount;
        append(target);
    }
}
