package io.chirograph.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.io.ByteArrayOutputStream;
import java.util.List;

/// Writes code for tests, and runs it.
final class TestCode {
    static final Address CALLER = Address.fromHex("0x00000000000000000000000000000000000ca11e");
    static final Address CONTRACT = Address.fromHex("0x00000000000000000000000000000000c0de0000");
    static final BlockContext BLOCK =
            new BlockContext(
                    1_000,
                    1_700_000_000,
                    Address.fromHex("0x00000000000000000000000000000000000c01ba"),
                    30_000_000,
                    UInt256.of(7),
                    Hash32.ZERO,
                    UInt256.ONE,
                    UInt256.ZERO,
                    1337,
                    height -> UInt256.of(height).toHash32());
    static final TransactionContext TRANSACTION =
            new TransactionContext(CALLER, UInt256.of(9), List.of());

    private final ByteArrayOutputStream code = new ByteArrayOutputStream();

    TestCode op(int... opcodes) {
        for (int opcode : opcodes) {
            code.write(opcode);
        }
        return this;
    }

    TestCode push(long value) {
        return push(UInt256.of(value));
    }

    TestCode push(Address address) {
        return push(UInt256.of(address));
    }

    TestCode push(UInt256 value) {
        code.write(Opcode.PUSH32);
        code.writeBytes(value.toArray());
        return this;
    }

    /// Returns the word on top of the stack.
    TestCode returnTop() {
        return push(0).op(Opcode.MSTORE).push(32).push(0).op(Opcode.RETURN);
    }

    Bytes bytes() {
        return Bytes.copyOf(code.toByteArray());
    }

    /// The word that `code` leaves on top of the stack.
    static UInt256 word(TestCode code) {
        Result result = run(code.returnTop(), 1_000_000);
        assertThat(result).isInstanceOf(Result.Success.class);
        return UInt256.of(((Result.Success) result).output());
    }

    static Result run(TestCode code, long gas) {
        MemoryWorld world = new MemoryWorld().put(CONTRACT, 1, UInt256.ZERO, code.bytes());
        return call(world, gas);
    }

    /// Calls the contract in `world` under Osaka's rules.
    static Result call(MemoryWorld world, long gas) {
        Evm evm = new Evm(Fork.OSAKA);
        return call(evm, evm.begin(world), gas);
    }

    static Result call(Evm evm, TransactionState state, long gas) {
        return call(evm, state, gas, Tracer.NONE);
    }

    static Result call(Evm evm, TransactionState state, long gas, Tracer tracer) {
        Message message = new Message.Call(CALLER, CONTRACT, UInt256.ZERO, Bytes.EMPTY, gas);
        return evm.run(message, state, BLOCK, TRANSACTION, tracer);
    }
}
