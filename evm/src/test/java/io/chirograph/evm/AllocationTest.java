package io.chirograph.evm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.chirograph.types.UInt256;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/// Running an instruction allocates nothing: ten times the instructions take no more memory. What the world is asked
/// or told, and what can be undone, are objects that outlive their instruction: storage, calls and logs make those.
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int FEW = 1_000;
    private static final int MANY = 20_000;

    /// What one more pass through the loop may cost: nothing, but for what the JVM allocates beside it.
    private static final long BYTES_A_PASS_MAX = 1;

    private static final Evm EVM = new Evm(Fork.OSAKA);

    @Test
    void arithmeticMemoryHashesEnvironmentAndJumpsAllocateNothing() {
        allocated(MANY); // translates the code, and the JVM links what it calls
        long few = allocated(FEW);
        long many = allocated(MANY);
        assertThat(many - few).isLessThan(BYTES_A_PASS_MAX * (MANY - FEW));
    }

    /// It would be 64 KiB, cleared for every transaction that calls a contract.
    @Test
    void aMessageTakesAStackThatWasUsedBefore() {
        allocated(1);
        assertThat(allocated(1)).isLessThan((long) Frame.LIMBS_MAX * Long.BYTES / 2);
    }

    private static long allocated(int passes) {
        MemoryWorld world =
                new MemoryWorld().put(TestCode.CONTRACT, 1, UInt256.ZERO, loop(passes).bytes());
        TransactionState state = EVM.begin(world);
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId());
        Result result = TestCode.call(EVM, state, Long.MAX_VALUE / 4);
        long after = THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId());
        assertThat(result).isInstanceOf(Result.Success.class);
        return after - before;
    }

    /// Counts down; each pass has most kinds of instructions once, on words of full width.
    private static TestCode loop(int passes) {
        TestCode code = new TestCode().push(passes).op(Opcode.JUMPDEST);
        int[] twoToOne = {
            Opcode.ADD, Opcode.MUL, Opcode.SUB, Opcode.DIV, Opcode.SDIV, Opcode.MOD, Opcode.SMOD,
            Opcode.EXP, Opcode.SIGNEXTEND, Opcode.LT, Opcode.GT, Opcode.SLT, Opcode.SGT, Opcode.EQ,
            Opcode.AND, Opcode.OR, Opcode.XOR, Opcode.BYTE, Opcode.SHL, Opcode.SHR, Opcode.SAR
        };
        for (int opcode : twoToOne) {
            wide(code, 2).op(opcode, Opcode.POP);
        }
        for (int opcode : new int[] {Opcode.ADDMOD, Opcode.MULMOD}) {
            wide(code, 3).op(opcode, Opcode.POP);
        }
        for (int opcode : new int[] {Opcode.ISZERO, Opcode.NOT, Opcode.CLZ}) {
            wide(code, 1).op(opcode, Opcode.POP);
        }
        code.op(Opcode.PUSH1, 64, Opcode.PUSH0, Opcode.KECCAK256, Opcode.POP);
        code.op(Opcode.DUP1, Opcode.PUSH0, Opcode.MSTORE, Opcode.PUSH0, Opcode.MLOAD, Opcode.POP);
        code.op(Opcode.DUP1, Opcode.PUSH1, 33, Opcode.MSTORE8);
        code.op(Opcode.PUSH1, 40, Opcode.PUSH0, Opcode.PUSH1, 8, Opcode.MCOPY);
        code.op(Opcode.PUSH0, Opcode.CALLDATALOAD, Opcode.POP);
        code.op(Opcode.PUSH1, 32, Opcode.PUSH0, Opcode.PUSH0, Opcode.CALLDATACOPY);
        code.op(Opcode.ADDRESS, Opcode.CALLER, Opcode.GAS, Opcode.PC, Opcode.MSIZE);
        code.op(Opcode.POP, Opcode.POP, Opcode.POP, Opcode.POP, Opcode.POP);
        code.op(Opcode.PUSH1, 1, Opcode.SWAP1, Opcode.SUB, Opcode.DUP1, Opcode.PUSH1, 33);
        return code.op(Opcode.JUMPI, Opcode.STOP);
    }

    private static TestCode wide(TestCode code, int words) {
        for (int i = 0; i < words; i++) {
            code.push(UInt256.MAX);
        }
        return code;
    }
}
