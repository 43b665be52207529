package io.chirograph.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.types.UInt256;
import org.junit.jupiter.api.Test;

/// Charging gas by the block and fusing steps must not show.
class TranslatorTest {
    private static final long GAS = 100_000;

    private static long gasUsed(TestCode code) {
        return GAS - TestCode.run(code, GAS).gasLeft();
    }

    private static TestCode code(int... opcodes) {
        return new TestCode().op(opcodes);
    }

    @Test
    void gasSeenInsideStraightCodeIsExact() {
        TestCode code =
                code(Opcode.PUSH1, 1, Opcode.POP, Opcode.GAS, Opcode.PUSH1, 1, Opcode.POP)
                        .op(Opcode.GAS, Opcode.SWAP1, Opcode.SUB);
        // The second GAS sees a push, a pop and itself paid since the first.
        assertThat(TestCode.word(code)).isEqualTo(UInt256.of(3 + 2 + 2));
    }

    @Test
    void aJumpIntoARowOfDestinationsPaysForThoseBehindOnly() {
        for (int target = 3; target <= 7; target++) {
            TestCode code =
                    code(Opcode.PUSH1, target, Opcode.JUMP)
                            .op(Opcode.JUMPDEST, Opcode.JUMPDEST, Opcode.JUMPDEST)
                            .op(Opcode.JUMPDEST, Opcode.JUMPDEST, Opcode.STOP);
            assertThat(gasUsed(code)).isEqualTo(3 + 8 + (8 - target));
        }
    }

    @Test
    void aBlockThatFallsIntoAnotherIsPaidOnce() {
        TestCode code = code(Opcode.PUSH1, 1, Opcode.JUMPDEST, Opcode.JUMPDEST, Opcode.POP);
        assertThat(gasUsed(code)).isEqualTo(3 + 1 + 1 + 2);
    }

    @Test
    void constantsAreComputedAsTheInstructionsWould() {
        TestCode addressMask =
                code(Opcode.PUSH1, 1, Opcode.PUSH1, 1, Opcode.PUSH1, 160, Opcode.SHL, Opcode.SUB);
        assertThat(TestCode.word(addressMask)).isEqualTo(UInt256.parse("0x" + "f".repeat(40)));
        assertThat(TestCode.word(code(Opcode.PUSH0, Opcode.NOT))).isEqualTo(UInt256.MAX);
        assertThat(TestCode.word(code(Opcode.PUSH1, 3, Opcode.PUSH1, 2, Opcode.SUB)))
                .isEqualTo(UInt256.MAX);
        assertThat(gasUsed(code(Opcode.PUSH1, 3, Opcode.PUSH1, 2, Opcode.SUB))).isEqualTo(9);
    }

    @Test
    void everyComparisonBranchesAsItsBooleanSays() {
        int[] comparisons = {Opcode.LT, Opcode.GT, Opcode.SLT, Opcode.SGT, Opcode.EQ};
        UInt256[] words = {UInt256.ZERO, UInt256.ONE, UInt256.MAX, new UInt256(0, 1, 0, 7)};
        for (int comparison : comparisons) {
            for (UInt256 a : words) {
                for (UInt256 b : words) {
                    for (int negations = 0; negations <= 2; negations++) {
                        assertBranches(comparison, a, b, negations);
                    }
                }
            }
        }
    }

    /// A branch on a comparison, fused, against the comparison's value.
    private static void assertBranches(int comparison, UInt256 a, UInt256 b, int negations) {
        TestCode code = new TestCode().push(b).push(a).op(comparison);
        TestCode stored = new TestCode().push(b).push(a).op(comparison);
        for (int i = 0; i < negations; i++) {
            code.op(Opcode.ISZERO);
            stored.op(Opcode.ISZERO);
        }
        int taken = 2 * 33 + 1 + negations + 3 + 4;
        code.op(Opcode.PUSH1, taken, Opcode.JUMPI);
        code.op(Opcode.PUSH0, Opcode.PUSH1, taken + 3, Opcode.JUMP);
        code.op(Opcode.JUMPDEST, Opcode.PUSH1, 1, Opcode.JUMPDEST);
        assertThat(TestCode.word(code))
                .as("%02x of %s and %s, negated %d times", comparison, a, b, negations)
                .isEqualTo(TestCode.word(stored));
    }

    @Test
    void aStaticJumpToNoDestinationFails() {
        assertThat(TestCode.run(code(Opcode.PUSH1, 1, Opcode.JUMP), GAS))
                .isEqualTo(new Result.Failed(Failure.INVALID_JUMP));
        assertThat(TestCode.run(new TestCode().push(UInt256.MAX).op(Opcode.JUMP), GAS))
                .isEqualTo(new Result.Failed(Failure.INVALID_JUMP));
        // Inside a push there is no destination.
        assertThat(TestCode.run(code(Opcode.PUSH1, 4, Opcode.JUMP, Opcode.PUSH1, 0x5b), GAS))
                .isEqualTo(new Result.Failed(Failure.INVALID_JUMP));
    }

    @Test
    void aBlockNeedsRoomForItsHighestPoint() {
        TestCode full = new TestCode();
        for (int i = 0; i < 1024; i++) {
            full.op(Opcode.PUSH0);
        }
        assertThat(TestCode.run(full, GAS)).isInstanceOf(Result.Success.class);
        full.op(Opcode.PUSH0, Opcode.POP);
        assertThat(TestCode.run(full, GAS)).isEqualTo(new Result.Failed(Failure.STACK_OVERFLOW));
        assertThat(TestCode.run(code(Opcode.PUSH0, Opcode.ADD), GAS))
                .isEqualTo(new Result.Failed(Failure.STACK_UNDERFLOW));
    }
}
