package io.chirograph.evm;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;

/// The instructions that call and create contracts: they pay, and lay a new frame on the machine's stack.
final class CallInstructions {
    /// How deep calls nest at most.
    static final int DEPTH_MAX = 1024;

    /// Twice what a contract's code may have (EIP-3860).
    static final int INIT_CODE_BYTES_MAX = 2 * 24_576;

    private final Fork fork;
    private final GasSchedule schedule;
    private final TransactionState state;
    private final Machine machine;

    CallInstructions(Fork fork, GasSchedule schedule, TransactionState state, Machine machine) {
        this.fork = fork;
        this.schedule = schedule;
        this.state = state;
        this.machine = machine;
    }

    Exit call(Frame frame, int opcode) {
        boolean hasValue = opcode == Opcode.CALL || opcode == Opcode.CALLCODE;
        long requested = frame.number(0);
        AccountState target = state.load(frame.address(1));
        UInt256 value = hasValue ? frame.word(2) : UInt256.ZERO;
        int memory = hasValue ? 3 : 2;
        long inputOffset = frame.number(memory);
        long inputSize = frame.number(memory + 1);
        long returnOffset = frame.number(memory + 2);
        long returnSize = frame.number(memory + 3);
        frame.drop(memory + 4);
        if (opcode == Opcode.CALL && !value.isZero()) {
            frame.requireWritable();
        }
        long growth =
                Math.max(
                        frame.memory.expansionCost(inputOffset, inputSize),
                        frame.memory.expansionCost(returnOffset, returnSize));
        frame.charge(growth);
        frame.memory.expand(inputOffset, inputSize);
        frame.memory.expand(returnOffset, returnSize);
        frame.charge(schedule.hasColdAccess ? accessCost(target) : schedule.call);
        frame.charge(valueCost(opcode, target, value));
        Code code = machine.codeToRun(target, delegate -> frame.charge(accessCost(delegate)));
        long gas = takeGas(frame, requested);
        if (!value.isZero()) {
            gas += GasSchedule.CALL_STIPEND;
        }
        frame.returnData = Frame.NO_BYTES;
        if (frame.depth == DEPTH_MAX || frame.self.balance.compareTo(value) < 0) {
            frame.gas += gas;
            frame.push(0);
            return Exit.NONE;
        }
        boolean runsAsCaller = opcode == Opcode.CALLCODE || opcode == Opcode.DELEGATECALL;
        Frame child = machine.nextFrame(runsAsCaller ? frame.self : target);
        child.code = code;
        child.precompile = machine.precompile(target.address);
        child.caller = opcode == Opcode.DELEGATECALL ? frame.caller : frame.self.address;
        child.value = opcode == Opcode.DELEGATECALL ? frame.value : value;
        child.transfersValue = !runsAsCaller; // also of nothing: it touches the account
        child.input = frame.memory.read(inputOffset, inputSize);
        child.isStatic = frame.isStatic || opcode == Opcode.STATICCALL;
        child.returnOffset = returnOffset;
        child.returnSize = returnSize;
        child.gas = gas;
        machine.enter(child, opcode, target);
        return Exit.CALLED;
    }

    private long accessCost(AccountState account) {
        return state.warm(account) ? GasSchedule.COLD_ACCOUNT : GasSchedule.WARM_ACCESS;
    }

    private long valueCost(int opcode, AccountState target, UInt256 value) {
        long cost = value.isZero() ? 0 : GasSchedule.CALL_VALUE;
        boolean sends = !fork.isAtLeast(Fork.SPURIOUS_DRAGON) || !value.isZero();
        if (opcode == Opcode.CALL && sends && state.isDead(target)) {
            cost += GasSchedule.NEW_ACCOUNT;
        }
        return cost;
    }

    /// Takes what the call gets from the frame: all but a 64th at most, before EIP-150 what was asked for.
    private long takeGas(Frame frame, long requested) {
        long gas =
                fork.isAtLeast(Fork.TANGERINE_WHISTLE)
                        ? Math.min(requested, GasSchedule.allButOne64th(frame.gas))
                        : requested;
        frame.charge(gas);
        return gas;
    }

    Exit create(Frame frame, boolean hasSalt) {
        frame.requireWritable();
        UInt256 value = frame.word(0);
        long offset = frame.number(1);
        long size = frame.number(2);
        UInt256 salt = hasSalt ? frame.word(3) : UInt256.ZERO;
        frame.drop(hasSalt ? 4 : 3);
        frame.grow(offset, size);
        if (fork.isAtLeast(Fork.SHANGHAI)) {
            if (size > INIT_CODE_BYTES_MAX) {
                throw Failure.INIT_CODE_TOO_LARGE.halted();
            }
            frame.charge(GasSchedule.INIT_CODE_WORD * GasSchedule.words(size));
        }
        if (hasSalt) {
            frame.charge(GasSchedule.HASH_WORD * GasSchedule.words(size));
        }
        frame.returnData = Frame.NO_BYTES;
        AccountState creator = frame.self;
        if (frame.depth == DEPTH_MAX
                || creator.balance.compareTo(value) < 0
                || creator.nonce == -1) {
            frame.push(0);
            return Exit.NONE;
        }
        Bytes initCode = Bytes.owning(frame.memory.read(offset, size));
        Address address =
                hasSalt
                        ? saltedAddress(creator.address, salt, initCode)
                        : Evm.contractAddress(creator.address, creator.nonce);
        long gas = takeGas(frame, frame.gas);
        state.setNonce(creator, creator.nonce + 1);
        AccountState contract = state.load(address);
        state.warm(contract);
        if (state.isOccupied(contract)) {
            frame.push(0);
            return Exit.NONE;
        }
        Frame child = machine.nextFrame(contract);
        child.code = new Code(initCode);
        child.caller = creator.address;
        child.value = value;
        child.transfersValue = true;
        child.isCreation = true;
        child.gas = gas;
        machine.enter(child, hasSalt ? Opcode.CREATE2 : Opcode.CREATE, contract);
        return Exit.CALLED;
    }

    /// EIP-1014.
    private static Address saltedAddress(Address creator, UInt256 salt, Bytes initCode) {
        Bytes preimage =
                Bytes.concat(
                        Bytes.copyOf((byte) 0xff),
                        creator.bytes(),
                        Bytes.owning(salt.toArray()),
                        Hashes.keccak256(initCode).bytes());
        return Address.of(Hashes.keccak256(preimage).bytes().slice(12));
    }
}
