package io.chirograph.evm;

import io.chirograph.types.Bytes;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/// Runs a frame's code one instruction at a time, and shows each to a tracer. An instruction runs as a
/// program of its own on the ordinary interpreter, so it means the same here as there; only those that ask
/// where they stand are done here. Much slower; single-owner, for one message.
final class TracingInterpreter {
    private final InstructionSet instructions;
    private final Interpreter interpreter;
    private final EnvironmentInstructions environment;
    private final Tracer tracer;
    private final TransactionState state;

    /// Each opcode as a code of one instruction, behind which a code has STOP.
    private final Map<Integer, Code> alone = new HashMap<>();

    private final IdentityHashMap<Code, BitSet> destinations = new IdentityHashMap<>();

    /// Where each frame goes on, by depth.
    private int[] places = new int[16];

    /// Gas of the call that began last.
    private long calleeGas;

    TracingInterpreter(
            InstructionSet instructions,
            Interpreter interpreter,
            EnvironmentInstructions environment,
            Tracer tracer,
            TransactionState state) {
        this.instructions = instructions;
        this.interpreter = interpreter;
        this.environment = environment;
        this.tracer = tracer;
        this.state = state;
    }

    /// A new call begins.
    void enter(Frame frame) {
        if (frame.depth == places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        places[frame.depth] = 0;
        calleeGas = frame.gas;
    }

    /// Runs until the frame ends or calls.
    /// @throws Halted when the frame fails
    Exit run(Frame frame) {
        byte[] code = frame.code.padded();
        Step step = new Step(state, frame);
        while (true) {
            int pc = places[frame.depth];
            int opcode = pc < frame.code.size() ? code[pc] & 0xff : Opcode.STOP;
            step.at(frame, pc, opcode);
            tracer.before(step);
            long gas = frame.gas;
            Exit exit;
            try {
                exit = runOne(opcode, pc, frame);
            } catch (Halted halted) {
                tracer.failed(halted.failure());
                throw halted;
            }
            boolean creates = opcode == Opcode.CREATE || opcode == Opcode.CREATE2;
            tracer.after(gas - frame.gas - (creates && exit == Exit.CALLED ? calleeGas : 0));
            if (exit != Exit.NONE) {
                return exit;
            }
        }
    }

    private Exit runOne(int opcode, int pc, Frame frame) {
        places[frame.depth] = pc + 1;
        if (opcode >= Opcode.PUSH1 && opcode <= Opcode.PUSH32) {
            int size = opcode - Opcode.PUSH1 + 1;
            pay(opcode, frame);
            Words.loadShort(frame.stack, frame.push(), frame.code.padded(), pc + 1, size);
            places[frame.depth] = pc + 1 + size;
            return Exit.NONE;
        }
        switch (opcode) {
            case Opcode.PC -> {
                pay(opcode, frame);
                frame.push(pc);
            }
            case Opcode.JUMP -> {
                pay(opcode, frame);
                places[frame.depth] = destination(frame, frame.number(0));
                frame.drop(1);
            }
            case Opcode.JUMPI -> {
                pay(opcode, frame);
                if (!frame.word(1).isZero()) {
                    places[frame.depth] = destination(frame, frame.number(0));
                }
                frame.drop(2);
            }
            case Opcode.CODESIZE, Opcode.CODECOPY -> {
                pay(opcode, frame);
                environment.run(opcode, frame);
            }
            default -> {
                return runAlone(opcode, frame);
            }
        }
        return Exit.NONE;
    }

    /// Takes what the instruction costs at least, when the stack has room for it.
    private void pay(int opcode, Frame frame) {
        int words = (frame.sp - frame.base) / Words.LIMBS;
        if (!instructions.has(opcode)) {
            throw Failure.INVALID_INSTRUCTION.halted();
        }
        if (words < instructions.needs[opcode]) {
            throw Failure.STACK_UNDERFLOW.halted();
        }
        // Of those that come here, only the ones that take nothing make the stack higher.
        if (instructions.needs[opcode] == 0 && words == InstructionSet.STACK_MAX) {
            throw Failure.STACK_OVERFLOW.halted();
        }
        frame.charge(instructions.cost[opcode]);
    }

    private int destination(Frame frame, long target) {
        Code code = frame.code;
        BitSet marked = destinations.computeIfAbsent(code, TracingInterpreter::findDestinations);
        if (target >= code.size() || !marked.get((int) target)) {
            throw Failure.INVALID_JUMP.halted();
        }
        return (int) target;
    }

    private static BitSet findDestinations(Code code) {
        BitSet marked = new BitSet(code.size());
        for (int at = 0; at < code.size(); at++) {
            int opcode = code.padded()[at] & 0xff;
            if (opcode == Opcode.JUMPDEST) {
                marked.set(at);
            } else if (opcode >= Opcode.PUSH1 && opcode <= Opcode.PUSH32) {
                at += opcode - Opcode.PUSH1 + 1;
            }
        }
        return marked;
    }

    private Exit runAlone(int opcode, Frame frame) {
        Code code = frame.code;
        frame.code = alone.computeIfAbsent(opcode, one -> new Code(Bytes.copyOf(one.byteValue())));
        frame.slot = 0;
        try {
            Exit exit = interpreter.run(frame);
            boolean ends =
                    opcode == Opcode.STOP
                            || opcode == Opcode.RETURN
                            || opcode == Opcode.SELFDESTRUCT;
            return exit == Exit.STOPPED && !ends ? Exit.NONE : exit;
        } finally {
            frame.code = code;
        }
    }
}
