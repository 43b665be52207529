package io.chirograph.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EvmTest {
    private static final Address OTHER =
            Address.fromHex("0x00000000000000000000000000000000000000aa");

    private final Evm evm = new Evm(Fork.OSAKA);

    @Test
    void callsNestTo1024OnASmallJavaStack() throws InterruptedException {
        // Adds one to slot 0, then calls itself with all gas.
        TestCode code = new TestCode().push(0).op(Opcode.SLOAD).push(1).op(Opcode.ADD).push(0);
        code.op(Opcode.SSTORE).push(0).push(0).push(0).push(0).push(0).op(Opcode.ADDRESS);
        code.op(Opcode.GAS, Opcode.CALL, Opcode.STOP);
        TransactionState state = evm.begin(contract(code));
        AtomicReference<Result> result = new AtomicReference<>();
        Runnable run = () -> result.set(TestCode.call(evm, state, 1L << 50));
        Thread thread = new Thread(null, run, "small stack", 256 << 10);
        thread.start();
        thread.join();
        assertThat(result.get()).isInstanceOf(Result.Success.class);
        assertThat(slots(state)).containsEntry(UInt256.ZERO, UInt256.of(1025));
    }

    @Test
    void failureTakesAllGasAndUndoesAllChanges() {
        TestCode code = new TestCode().push(1).push(0).op(Opcode.SSTORE, Opcode.ADD);
        TransactionState state = evm.begin(contract(code));
        Result result = TestCode.call(evm, state, 100_000);
        assertThat(result).isEqualTo(new Result.Failed(Failure.STACK_UNDERFLOW));
        assertThat(result.gasLeft()).isZero();
        assertThat(state.changes()).isEqualTo(StateChanges.NONE);
    }

    @Test
    void revertKeepsGasAndGivesItsReasonButUndoesAllChanges() {
        TestCode code = new TestCode().push(1).push(0).op(Opcode.TSTORE);
        code.push(7).push(0).op(Opcode.LOG0).push(0x42).push(0).op(Opcode.MSTORE);
        code.push(32).push(0).op(Opcode.REVERT);
        TransactionState state = evm.begin(contract(code));
        Result result = TestCode.call(evm, state, 100_000);
        assertThat(result).isInstanceOf(Result.Reverted.class);
        assertThat(((Result.Reverted) result).output())
                .isEqualTo(Bytes.owning(UInt256.of(0x42).toArray()));
        assertThat(result.gasLeft()).isPositive();
        assertThat(state.logs()).isEmpty();
    }

    @Test
    void staticCallCannotChangeStorage() {
        TestCode writer = new TestCode().push(1).push(0).op(Opcode.SSTORE);
        TestCode caller = new TestCode().push(0).push(0).push(0).push(0).push(OTHER);
        caller.push(50_000).op(Opcode.STATICCALL).returnTop();
        MemoryWorld world = contract(caller).put(OTHER, 1, UInt256.ZERO, writer.bytes());
        assertThat(word(TestCode.call(world, 200_000))).isEqualTo(UInt256.ZERO);
    }

    @Test
    void jumpIntoPushedDataFails() {
        TestCode code = new TestCode().op(Opcode.PUSH1, 4, Opcode.JUMP);
        code.op(Opcode.PUSH1, Opcode.JUMPDEST, Opcode.STOP);
        assertThat(TestCode.run(code, 1_000)).isEqualTo(new Result.Failed(Failure.INVALID_JUMP));
    }

    @Test
    void leadingZerosOfAWordAreCounted() {
        assertThat(TestCode.word(new TestCode().push(0).op(Opcode.CLZ))).isEqualTo(UInt256.of(256));
        assertThat(TestCode.word(new TestCode().push(1).op(Opcode.CLZ))).isEqualTo(UInt256.of(255));
        assertThat(TestCode.word(new TestCode().push(UInt256.MAX).op(Opcode.CLZ)))
                .isEqualTo(UInt256.ZERO);
    }

    @Test
    void instructionsOfLaterForksAreInvalidBefore() {
        MemoryWorld world = contract(new TestCode().push(1).op(Opcode.CLZ));
        Evm prague = new Evm(Fork.PRAGUE);
        assertThat(TestCode.call(prague, prague.begin(world), 1_000))
                .isEqualTo(new Result.Failed(Failure.INVALID_INSTRUCTION));
    }

    @Test
    void copyWithinMemoryMayOverlap() {
        // Bytes 0 to 31 hold 0x…0102; copying them one further leaves 0x…01 in the first word.
        TestCode code = new TestCode().push(0x0102).push(0).op(Opcode.MSTORE);
        code.push(32).push(0).push(1).op(Opcode.MCOPY).push(0).op(Opcode.MLOAD);
        assertThat(TestCode.word(code)).isEqualTo(UInt256.of(0x01));
    }

    @Test
    void secondReadOfASlotIsCheap() {
        TestCode once = new TestCode().push(0).op(Opcode.SLOAD);
        TestCode twice = new TestCode().push(0).op(Opcode.SLOAD).push(0).op(Opcode.SLOAD);
        long first = 10_000 - TestCode.run(once, 10_000).gasLeft();
        long both = 10_000 - TestCode.run(twice, 10_000).gasLeft();
        assertThat(first).isEqualTo(3 + 2_100);
        assertThat(both - first).isEqualTo(3 + 100);
    }

    @Test
    void saltedAddressIsThatOfEip1014() {
        Address creator = Address.fromHex("0xdeadbeef00000000000000000000000000000000");
        TestCode code = new TestCode().push(0).push(1).push(0).push(0).op(Opcode.CREATE2);
        MemoryWorld world =
                new MemoryWorld().put(creator, 1, UInt256.ZERO, code.returnTop().bytes());
        Message message =
                new Message.Call(TestCode.CALLER, creator, UInt256.ZERO, Bytes.EMPTY, 200_000);
        Result result = evm.run(message, evm.begin(world), TestCode.BLOCK, TestCode.TRANSACTION);
        assertThat(word(result))
                .isEqualTo(
                        UInt256.of(Address.fromHex("0xb928f69bb1d91cd65274e3c79d8986362984fda3")));
    }

    @Test
    void codeThatStartsWithTheReservedByteIsNotDeployed() {
        assertThat(deploy(Bytes.fromHex("60ef60005360016000f3")))
                .isEqualTo(new Result.Failed(Failure.CODE_PREFIX));
        assertThat(deploy(Bytes.fromHex("60fe60005360016000f3")))
                .isInstanceOf(Result.Success.class);
    }

    @Test
    void codeOver24576BytesIsNotDeployed() {
        assertThat(deploy(Bytes.fromHex("6160016000f3")))
                .isEqualTo(new Result.Failed(Failure.CODE_TOO_LARGE));
        assertThat(deploy(Bytes.fromHex("6160006000f3"))).isInstanceOf(Result.Success.class);
    }

    @Test
    void contractIsNotCreatedOverAnother() {
        MemoryWorld world = new MemoryWorld().put(OTHER, 1, UInt256.ZERO, Bytes.EMPTY);
        Message message =
                new Message.Create(TestCode.CALLER, OTHER, UInt256.ZERO, Bytes.EMPTY, 100_000);
        assertThat(evm.run(message, evm.begin(world), TestCode.BLOCK, TestCode.TRANSACTION))
                .isEqualTo(new Result.Failed(Failure.CONTRACT_COLLISION));
    }

    @Test
    void selfDestructOfAnOldContractOnlySendsItsBalance() {
        TestCode code = new TestCode().push(OTHER).op(Opcode.SELFDESTRUCT);
        MemoryWorld world =
                new MemoryWorld().put(TestCode.CONTRACT, 1, UInt256.of(5), code.bytes());
        TransactionState state = evm.begin(world);
        TestCode.call(evm, state, 100_000);
        assertThat(state.balance(OTHER)).isEqualTo(UInt256.of(5));
        assertThat(state.changes().accounts().get(TestCode.CONTRACT))
                .isInstanceOf(StateChanges.Updated.class);
    }

    @Test
    void selfDestructInTheTransactionOfCreationDeletes() {
        TransactionState state = evm.begin(new MemoryWorld());
        Bytes initCode = new TestCode().push(TestCode.CALLER).op(Opcode.SELFDESTRUCT).bytes();
        Message message =
                new Message.Create(TestCode.CALLER, OTHER, UInt256.ZERO, initCode, 100_000);
        assertThat(evm.run(message, state, TestCode.BLOCK, TestCode.TRANSACTION))
                .isInstanceOf(Result.Success.class);
        assertThat(state.changes()).isEqualTo(StateChanges.NONE);
    }

    @Test
    void callOfADelegatingAccountRunsTheDelegatesCodeInItsName() {
        TestCode code = new TestCode().op(Opcode.ADDRESS).returnTop();
        MemoryWorld world =
                new MemoryWorld()
                        .put(OTHER, 1, UInt256.ZERO, code.bytes())
                        .put(TestCode.CONTRACT, 1, UInt256.ZERO, Code.delegationTo(OTHER));
        assertThat(word(TestCode.call(world, 100_000))).isEqualTo(UInt256.of(TestCode.CONTRACT));
    }

    @Test
    void balanceMustCoverTheValueSent() {
        Message message =
                new Message.Call(TestCode.CALLER, OTHER, UInt256.ONE, Bytes.EMPTY, 100_000);
        assertThat(
                        evm.run(
                                message,
                                evm.begin(new MemoryWorld()),
                                TestCode.BLOCK,
                                TestCode.TRANSACTION))
                .isEqualTo(new Result.Failed(Failure.BALANCE));
    }

    @Test
    void memoryThatNoGasPaysForRunsOutOfGas() {
        TestCode code = new TestCode().push(1).push(UInt256.MAX).op(Opcode.MSTORE);
        assertThat(TestCode.run(code, Long.MAX_VALUE))
                .isEqualTo(new Result.Failed(Failure.OUT_OF_GAS));
    }

    private Result deploy(Bytes initCode) {
        Message message =
                new Message.Create(TestCode.CALLER, OTHER, UInt256.ZERO, initCode, 10_000_000);
        return evm.run(message, evm.begin(new MemoryWorld()), TestCode.BLOCK, TestCode.TRANSACTION);
    }

    private static MemoryWorld contract(TestCode code) {
        return new MemoryWorld().put(TestCode.CONTRACT, 1, UInt256.ZERO, code.bytes());
    }

    private static UInt256 word(Result result) {
        assertThat(result).isInstanceOf(Result.Success.class);
        return UInt256.of(((Result.Success) result).output());
    }

    private static SortedMap<UInt256, UInt256> slots(TransactionState state) {
        return state.changes().accounts().get(TestCode.CONTRACT)
                        instanceof StateChanges.Updated(_, var slots)
                ? slots
                : new TreeMap<>();
    }
}
