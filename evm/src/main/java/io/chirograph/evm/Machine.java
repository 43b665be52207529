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
    private static final int FRAME_LIMBS = Words.LIMBS * InstructionSet.STACK_MAX;

    private final Fork fork;
    private final Precompiles precompiles;
    private final TransactionState state;
    private final Interpreter interpreter;

    /// By depth; those from `depth` on wait for their next use.
    private final List<Frame> frames = new ArrayList<>();

    /// Frames in use.
    private int depth;

    /// The words of all frames, one frame's after the other's.
    private long[] stack = new long[2 * FRAME_LIMBS];

    Machine(
            Fork fork,
            InstructionSet instructions,
            Precompiles precompiles,
            TransactionState state,
            BlockContext block,
            TransactionContext transaction) {
        this.fork = fork;
        this.precompiles = precompiles;
        this.state = state;
        GasSchedule schedule = new GasSchedule(fork);
        this.interpreter =
                new Interpreter(
                        instructions,
                        schedule,
                        new EnvironmentInstructions(fork, block, transaction),
                        new StateInstructions(fork, schedule, state),
                        new CallInstructions(fork, schedule, state, this));
    }

    Result run(Message message) {
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
        enterFirst(frame, call);
    }

    private void enterFirst(Message.Create create) {
        Frame frame = nextFrame(state.load(create.contract()));
        frame.code = new Code(create.initCode());
        frame.isCreation = true;
        enterFirst(frame, create);
    }

    private void enterFirst(Frame frame, Message message) {
        frame.caller = message.caller();
        frame.value = message.value();
        frame.transfersValue = true;
        frame.gas = message.gas();
        enter(frame);
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
    void enter(Frame frame) {
        depth++;
        if (frame.base + FRAME_LIMBS > stack.length) {
            stack = Arrays.copyOf(stack, Math.max(2 * stack.length, frame.base + FRAME_LIMBS));
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

    /// How the frame ended; empty when it has called instead.
    private Optional<Result> run(Frame frame) {
        Result result;
        try {
            Exit exit =
                    frame.precompile.isPresent()
                            ? run(frame, frame.precompile.get())
                            : interpreter.run(frame);
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
        return Optional.of(result);
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
