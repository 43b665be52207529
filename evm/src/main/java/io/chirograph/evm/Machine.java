package io.chirograph.evm;

import io.chirograph.evm.precompile.Precompile;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Runs one message to its end over an explicit stack of frames, so that the deepest nesting of calls takes
/// no more of the Java stack than the first. Single-owner; used for one message.
final class Machine {
    private static final int CODE_BYTES_MAX = 24_576;

    private final Fork fork;
    private final Precompiles precompiles;
    private final TransactionState state;
    private final Interpreter interpreter;
    private final Tracer tracer;
    private final boolean traced;

    /// One, when the tracer wants to see instructions.
    private final List<TracingInterpreter> tracing;

    /// By depth; those from `depth` on wait for their next use.
    private final List<Frame> frames = new ArrayList<>();

    /// Frames in use.
    private int depth;

    private final SpareStacks spareStacks;

    /// The words of all frames, one frame's after the other's; none until one has code to run.
    private long[] stack = new long[0];

    Machine(
            Fork fork,
            InstructionSet instructions,
            Precompiles precompiles,
            SpareStacks spareStacks,
            TransactionState state,
            BlockContext block,
            TransactionContext transaction,
            Tracer tracer) {
        this.fork = fork;
        this.spareStacks = spareStacks;
        this.precompiles = precompiles;
        this.state = state;
        GasSchedule schedule = new GasSchedule(fork);
        EnvironmentInstructions environment = new EnvironmentInstructions(fork, block, transaction);
        this.interpreter =
                new Interpreter(
                        instructions,
                        schedule,
                        environment,
                        new StateInstructions(fork, schedule, state),
                        new CallInstructions(fork, schedule, state, this));
        this.tracer = tracer;
        this.traced = !tracer.equals(Tracer.NONE);
        this.tracing =
                tracer.seesInstructions()
                        ? List.of(
                                new TracingInterpreter(
                                        instructions, interpreter, environment, tracer, state))
                        : List.of();
    }

    Result run(Message message) {
        try {
            return runToEnd(message);
        } finally {
            spareStacks.give(stack);
        }
    }

    private Result runToEnd(Message message) {
        if (state.balance(message.caller()).compareTo(message.value()) < 0) {
            return new Result.Failed(Failure.BALANCE);
        }
        switch (message) {
            case Message.Call call -> enterFirst(call);
            case Message.Create create -> {
                if (state.isOccupied(state.load(create.contract()))) {
                    return new Result.Failed(Failure.CONTRACT_COLLISION);
                }
                enterFirst(create);
            }
        }
        while (true) {
            Frame frame = frames.get(depth - 1);
            frame.stack = stack;
            Optional<Result> result = run(frame);
            if (result.isEmpty()) {
                continue; // the frame has called: its call is on top now
            }
            depth--;
            if (depth == 0) {
                return result.get();
            }
            resume(frames.get(depth - 1), frame, result.get());
        }
    }

    private void enterFirst(Message.Call call) {
        AccountState target = state.load(call.to());
        Frame frame = nextFrame(target);
        frame.code = codeToRun(target, state::warm);
        frame.precompile = precompiles.at(call.to());
        frame.input = call.input().toArray();
        enterFirst(frame, call, Opcode.CALL, target);
    }

    private void enterFirst(Message.Create create) {
        AccountState contract = state.load(create.contract());
        Frame frame = nextFrame(contract);
        frame.code = new Code(create.initCode());
        frame.isCreation = true;
        enterFirst(frame, create, Opcode.CREATE, contract);
    }

    private void enterFirst(Frame frame, Message message, int opcode, AccountState target) {
        frame.caller = message.caller();
        frame.value = message.value();
        frame.transfersValue = true;
        frame.gas = message.gas();
        enter(frame, opcode, target);
    }

    /// The code that runs when `target` is called: its own, or that of its delegate (EIP-7702), which
    /// `onDelegate` gets to know. Delegation goes one step, and not to precompiled contracts.
    Code codeToRun(AccountState target, Consumer<AccountState> onDelegate) {
        Code own = state.code(target);
        Optional<Address> delegate =
                fork.isAtLeast(Fork.PRAGUE) ? own.delegate() : Optional.empty();
        if (delegate.isEmpty()) {
            return own;
        }
        AccountState account = state.load(delegate.get());
        onDelegate.accept(account);
        return precompiles.at(account.address).isPresent() ? Code.EMPTY : state.code(account);
    }

    Optional<Precompile> precompile(Address address) {
        return precompiles.at(address);
    }

    /// A frame above the present one, to be filled and then entered.
    Frame nextFrame(AccountState self) {
        int base = depth == 0 ? 0 : frames.get(depth - 1).sp;
        if (depth == frames.size()) {
            frames.add(new Frame(depth, self));
        }
        Frame frame = frames.get(depth);
        frame.reset(self);
        frame.base = base;
        frame.sp = base;
        return frame;
    }

    /// Puts the frame on top, and moves the value it was sent.
    ///
    /// @param opcode of the instruction that calls or creates
    /// @param target whose code runs, or which is created
    void enter(Frame frame, int opcode, AccountState target) {
        if (traced) {
            traceEnter(frame, opcode, target);
        }
        depth++;
        int end = frame.base + Frame.LIMBS_MAX;
        if (frame.code.size() > 0 && end > stack.length) {
            stack =
                    stack.length == 0
                            ? spareStacks.take()
                            : Arrays.copyOf(stack, Math.max(2 * stack.length, end));
        }
        frame.checkpoint = state.checkpoint();
        if (frame.isCreation) {
            state.markCreated(frame.self);
            state.setNonce(frame.self, fork.isAtLeast(Fork.SPURIOUS_DRAGON) ? 1 : 0);
        }
        if (frame.transfersValue) {
            if (!frame.value.isZero()) {
                state.subtractBalance(frame.caller, frame.value);
            }
            state.addBalance(frame.self, frame.value);
        }
    }

    private void traceEnter(Frame frame, int opcode, AccountState target) {
        boolean delegates = opcode == Opcode.DELEGATECALL;
        tracer.enter(
                new CallStart(
                        opcode,
                        delegates ? frame.self.address : frame.caller,
                        target.address,
                        frame.value,
                        frame.gas,
                        frame.isCreation ? frame.code.original() : Bytes.copyOf(frame.input)));
        tracing.forEach(interpreter -> interpreter.enter(frame));
    }

    /// How the frame ended; empty when it has called instead.
    private Optional<Result> run(Frame frame) {
        Result result;
        try {
            Exit exit =
                    frame.precompile.isPresent()
                            ? run(frame, frame.precompile.get())
                            : runCode(frame);
            if (exit == Exit.CALLED) {
                return Optional.empty();
            }
            if (exit == Exit.STOPPED && frame.isCreation) {
                depositCode(frame);
            }
            Bytes output = Bytes.owning(frame.output);
            result =
                    exit == Exit.REVERTED
                            ? new Result.Reverted(output, frame.gas)
                            : new Result.Success(output, frame.gas);
        } catch (Halted halted) {
            frame.output = Frame.NO_BYTES;
            result = new Result.Failed(halted.failure());
        }
        if (!(result instanceof Result.Success)) {
            state.revertTo(frame.checkpoint);
        }
        if (traced) {
            tracer.leave(result);
        }
        return Optional.of(result);
    }

    private Exit runCode(Frame frame) {
        return tracing.isEmpty() ? interpreter.run(frame) : tracing.getFirst().run(frame);
    }

    private static Exit run(Frame frame, Precompile precompile) {
        Bytes input = Bytes.owning(frame.input);
        frame.charge(precompile.gas(input));
        frame.output = precompile.run(input).orElseThrow(Failure.PRECOMPILE::halted).toArray();
        return Exit.STOPPED;
    }

    private void depositCode(Frame frame) {
        byte[] code = frame.output;
        if (fork.isAtLeast(Fork.SPURIOUS_DRAGON) && code.length > CODE_BYTES_MAX) {
            throw Failure.CODE_TOO_LARGE.halted();
        }
        if (fork.isAtLeast(Fork.LONDON) && code.length > 0 && code[0] == (byte) 0xef) {
            throw Failure.CODE_PREFIX.halted();
        }
        long cost = GasSchedule.CODE_DEPOSIT_BYTE * code.length;
        if (frame.gas < cost && !fork.isAtLeast(Fork.HOMESTEAD)) {
            return; // Frontier left a contract without code, and the gas
        }
        frame.charge(cost);
        state.setCode(frame.self, Bytes.copyOf(code));
    }

    private void resume(Frame caller, Frame callee, Result result) {
        boolean success = result instanceof Result.Success;
        caller.stack = stack;
        caller.gas += result.gasLeft();
        if (callee.isCreation) {
            caller.returnData = success ? Frame.NO_BYTES : callee.output;
            caller.push(success ? UInt256.of(callee.self.address) : UInt256.ZERO);
            return;
        }
        caller.returnData = callee.output;
        long wanted = Math.min(callee.returnSize, callee.output.length);
        caller.memory.write(
                callee.returnOffset, wanted, callee.output, 0, /* sourceSize= */ wanted);
        caller.push(success ? 1 : 0);
    }
}
