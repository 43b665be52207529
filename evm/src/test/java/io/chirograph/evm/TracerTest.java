package io.chirograph.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.types.Address;
import io.chirograph.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TracerTest {
    private static final Address OTHER =
            Address.fromHex("0x00000000000000000000000000000000000000aa");

    /// Writes down what it sees.
    private static final class Notes implements Tracer {
        private final boolean seesInstructions;
        private final List<String> lines = new ArrayList<>();

        /// The line of the last instruction.
        private int last;

        Notes(boolean seesInstructions) {
            this.seesInstructions = seesInstructions;
        }

        @Override
        public boolean seesInstructions() {
            return seesInstructions;
        }

        @Override
        public void enter(CallStart start) {
            lines.add(
                    "%s to %s with %d gas, %s wei, %s"
                            .formatted(
                                    Mnemonics.of(start.opcode()),
                                    start.to().toHex().substring(40),
                                    start.gas(),
                                    start.value().toBigInteger(),
                                    start.input().toHex()));
        }

        @Override
        public void leave(Result result) {
            lines.add(result.getClass().getSimpleName() + " " + result.gasLeft());
        }

        @Override
        public void before(Step step) {
            last = lines.size();
            lines.add(
                    "%d %d %s gas %d stack %d"
                            .formatted(
                                    step.depth(),
                                    step.pc(),
                                    Mnemonics.of(step.opcode()),
                                    step.gas(),
                                    step.stackWords()));
        }

        @Override
        public void after(long gasCost) {
            lines.set(last, lines.get(last) + " cost " + gasCost);
        }

        @Override
        public void failed(Failure failure) {
            lines.add("failed: " + failure.description());
        }
    }

    private final Evm evm = new Evm(Fork.OSAKA);

    private List<String> notes(MemoryWorld world, boolean seesInstructions) {
        Notes notes = new Notes(seesInstructions);
        TestCode.call(evm, evm.begin(world), 50_000, notes);
        return notes.lines;
    }

    private static MemoryWorld world(TestCode code) {
        return new MemoryWorld().put(TestCode.CONTRACT, 1, UInt256.of(5), code.bytes());
    }

    @Test
    void seesEachInstructionWithWhatItCosts() {
        TestCode code = new TestCode().op(Opcode.PUSH1, 4, Opcode.JUMP, 0xfe);
        code.op(Opcode.JUMPDEST, Opcode.PC, Opcode.PUSH1, 0, Opcode.MSTORE, Opcode.CODESIZE);

        assertThat(notes(world(code), true))
                .containsExactly(
                        "CALL to 00 with 50000 gas, 0 wei, 0x",
                        "1 0 PUSH1 gas 50000 stack 0 cost 3",
                        "1 2 JUMP gas 49997 stack 1 cost 8",
                        "1 4 JUMPDEST gas 49989 stack 0 cost 1",
                        "1 5 PC gas 49988 stack 0 cost 2",
                        "1 6 PUSH1 gas 49986 stack 1 cost 3",
                        "1 8 MSTORE gas 49983 stack 2 cost 6",
                        "1 9 CODESIZE gas 49977 stack 0 cost 2",
                        "1 10 STOP gas 49975 stack 1 cost 0",
                        "Success 49975");
    }

    @Test
    void seesWhichInstructionFails() {
        TestCode code = new TestCode().op(Opcode.PUSH1, 1, Opcode.ADD);

        assertThat(notes(world(code), true))
                .endsWith("1 2 ADD gas 49997 stack 1", "failed: stack underflow", "Failed 0");
    }

    @Test
    void seesCallsInEachOther() {
        TestCode code = new TestCode().push(0).push(0).push(0).push(0).push(3).push(OTHER);
        code.push(100).op(Opcode.CALL);
        // The identity precompile.
        code.push(0).push(0).push(1).push(0).push(4).push(1_000).op(Opcode.STATICCALL);
        TestCode other = new TestCode().push(0).push(0).op(Opcode.REVERT);
        MemoryWorld world = world(code).put(OTHER, 1, UInt256.ZERO, other.bytes());

        assertThat(notes(world, false))
                .containsExactly(
                        "CALL to 00 with 50000 gas, 0 wei, 0x",
                        "CALL to aa with 2400 gas, 3 wei, 0x",
                        "Reverted 2394",
                        "STATICCALL to 04 with 1000 gas, 0 wei, 0x00",
                        "Success 982",
                        "Success " + gasLeft(world));
    }

    private long gasLeft(MemoryWorld world) {
        return TestCode.call(evm, evm.begin(world), 50_000).gasLeft();
    }

    @Test
    void seesTheGasOfACallAsItsCostButNotThatOfACreation() {
        TestCode code = new TestCode().push(0).push(0).push(0).push(0).push(0).push(OTHER);
        code.push(100).op(Opcode.CALL).push(0).push(0).push(0).op(Opcode.CREATE);

        List<String> notes = notes(world(code), true);

        assertThat(notes)
                .anyMatch(line -> line.contains(" CALL gas") && line.contains("cost 2700"));
        assertThat(notes)
                .anyMatch(line -> line.contains(" CREATE gas") && line.endsWith("cost 32000"));
    }

    @Test
    void mayEndTheRun() {
        Tracer impatient =
                new Tracer() {
                    @Override
                    public boolean seesInstructions() {
                        return true;
                    }

                    @Override
                    public void before(Step step) {
                        if (step.gas() < 40_000) {
                            throw new IllegalStateException("enough");
                        }
                    }
                };
        TestCode loop = new TestCode().op(Opcode.JUMPDEST, Opcode.PUSH0, Opcode.JUMP);

        assertThatThrownBy(() -> TestCode.call(evm, evm.begin(world(loop)), 50_000, impatient))
                .hasMessage("enough");
    }
}
