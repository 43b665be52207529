package io.chirograph.evm;

import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;

/// The instructions that tell a contract of its call, its transaction and its block.
final class EnvironmentInstructions {
    /// Blocks whose hash can be asked for.
    private static final int BLOCK_HASHES = 256;

    private final Fork fork;
    private final BlockContext block;
    private final TransactionContext transaction;

    EnvironmentInstructions(Fork fork, BlockContext block, TransactionContext transaction) {
        this.fork = fork;
        this.block = block;
        this.transaction = transaction;
    }

    void run(int opcode, Frame frame) {
        switch (opcode) {
            case Opcode.ADDRESS -> frame.push(frame.self.address);
            case Opcode.ORIGIN -> frame.push(transaction.origin());
            case Opcode.CALLER -> frame.push(frame.caller);
            case Opcode.CALLVALUE -> frame.push(frame.value);
            case Opcode.CALLDATALOAD -> loadInput(frame);
            case Opcode.CALLDATASIZE -> frame.push(frame.input.length);
            case Opcode.CALLDATACOPY -> copy(frame, frame.input, frame.input.length);
            case Opcode.CODESIZE -> frame.push(frame.code.size());
            case Opcode.CODECOPY -> copy(frame, frame.code.padded(), frame.code.size());
            case Opcode.GASPRICE -> frame.push(transaction.gasPrice());
            case Opcode.RETURNDATASIZE -> frame.push(frame.returnData.length);
            case Opcode.RETURNDATACOPY -> copyReturnData(frame);
            case Opcode.BLOCKHASH -> blockHash(frame);
            case Opcode.COINBASE -> frame.push(block.coinbase());
            case Opcode.TIMESTAMP -> frame.push(block.timestamp());
            case Opcode.NUMBER -> frame.push(block.number());
            case Opcode.PREVRANDAO ->
                    frame.push(
                            fork.isAtLeast(Fork.PARIS)
                                    ? UInt256.of(block.prevRandao())
                                    : block.difficulty());
            case Opcode.GASLIMIT -> frame.push(block.gasLimit());
            case Opcode.CHAINID -> frame.push(block.chainId());
            case Opcode.BASEFEE -> frame.push(block.baseFee());
            case Opcode.BLOBHASH -> blobHash(frame);
            case Opcode.BLOBBASEFEE -> frame.push(block.blobBaseFee());
            default -> throw Failure.INVALID_INSTRUCTION.halted();
        }
    }

    private static void loadInput(Frame frame) {
        long offset = frame.number(0);
        frame.drop(1);
        byte[] input = frame.input;
        if (offset <= input.length - 32L) {
            Words.load(frame.stack, frame.push(), input, (int) offset);
            return;
        }
        int at = frame.push();
        Words.set(frame.stack, at, 0);
        for (int i = 0; offset < input.length - i; i++) { // what there is, and zeros behind it
            Words.putByte(frame.stack, at, i, input[(int) offset + i]);
        }
    }

    private static void copy(Frame frame, byte[] source, int sourceSize) {
        long to = frame.number(0);
        long from = frame.number(1);
        long size = frame.number(2);
        frame.drop(3);
        frame.grow(to, size);
        frame.charge(GasSchedule.COPY_WORD * GasSchedule.words(size));
        frame.memory.write(to, size, source, from, sourceSize);
    }

    private static void copyReturnData(Frame frame) {
        long from = frame.number(1);
        long size = frame.number(2);
        if (from > frame.returnData.length || size > frame.returnData.length - from) {
            throw Failure.RETURN_DATA_BOUNDS.halted();
        }
        copy(frame, frame.returnData, frame.returnData.length);
    }

    private void blockHash(Frame frame) {
        long number = frame.number(0);
        frame.drop(1);
        boolean isRecent = number < block.number() && number >= block.number() - BLOCK_HASHES;
        Hash32 hash = isRecent ? block.blockHash().apply(number) : Hash32.ZERO;
        frame.push(UInt256.of(hash));
    }

    private void blobHash(Frame frame) {
        long index = frame.number(0);
        frame.drop(1);
        boolean isThere = index < transaction.blobHashes().size();
        frame.push(isThere ? UInt256.of(transaction.blobHashes().get((int) index)) : UInt256.ZERO);
    }
}
