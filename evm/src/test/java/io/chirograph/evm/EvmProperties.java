package io.chirograph.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.testkit.Rounds;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever the code, a run ends within its gas, in one of the ways that there are, and always the same: as fused
/// steps, again, and instruction by instruction. `-Dfuzz.seconds=600` goes on for longer.
class EvmProperties {
    private static final int ROUNDS = 1_000;
    private static final long GAS = 200_000;

    @ParameterizedTest
    @EnumSource(Fork.class)
    void anyCodeEndsWithinItsGasAndAlwaysTheSame(Fork fork) {
        Evm evm = new Evm(fork);
        Seed.of(0xe7)
                .run(
                        "evm",
                        EvmProperties.class,
                        random -> {
                            Rounds rounds = Rounds.atLeast(ROUNDS, Fork.values().length);
                            while (rounds.next()) {
                                Bytes code = randomCode(random);
                                MemoryWorld world = world(code);
                                TransactionState first = evm.begin(world);
                                Result result = TestCode.call(evm, first, GAS);
                                assertThat(result.gasLeft()).as("%s", code).isBetween(0L, GAS);
                                TransactionState second = evm.begin(world);
                                assertThat(TestCode.call(evm, second, GAS)).isEqualTo(result);
                                assertThat(second.changes()).isEqualTo(first.changes());
                                assertThat(second.logs()).isEqualTo(first.logs());
                                TransactionState watched = evm.begin(world);
                                checkSame(result, TestCode.call(evm, watched, GAS, tracer()), code);
                                assertThat(watched.changes()).isEqualTo(first.changes());
                                assertThat(watched.logs()).isEqualTo(first.logs());
                            }
                        });
    }

    private static Tracer tracer() {
        return new Tracer() {
            @Override
            public boolean seesInstructions() {
                return true;
            }
        };
    }

    /// Of several things wrong with the same instructions either may be told.
    private static void checkSame(Result result, Result watched, Bytes code) {
        if (result instanceof Result.Failed) {
            assertThat(watched).as("%s", code).isInstanceOf(Result.Failed.class);
        } else {
            assertThat(watched).as("%s", code).isEqualTo(result);
        }
    }

    private static MemoryWorld world(Bytes code) {
        return new MemoryWorld()
                .put(TestCode.CONTRACT, 1, UInt256.of(1_000), code)
                .put(TestCode.CALLER, 1, UInt256.of(1_000), Bytes.EMPTY)
                .putStorage(TestCode.CONTRACT, UInt256.ONE, UInt256.ONE);
    }

    /// Mostly small operands and whole instructions, so that runs get far; some plain noise.
    private static Bytes randomCode(Random random) {
        TestCode code = new TestCode();
        int size = 1 + random.nextInt(60);
        for (int i = 0; i < size; i++) {
            switch (random.nextInt(4)) {
                case 0 -> code.op(Opcode.PUSH1, random.nextInt(256));
                case 1 -> code.op(Opcode.PUSH1, random.nextInt(4));
                case 2 -> code.push(TestCode.CONTRACT);
                default -> code.op(random.nextInt(256));
            }
        }
        return code.bytes();
    }
}
