package io.chirograph.benchmarks.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ChaosPlanTest {
    private static final long MINUTE = 60_000;

    @Test
    void isAFunctionOfItsSeed() {
        assertThat(ChaosPlan.of(7, MINUTE)).isEqualTo(ChaosPlan.of(7, MINUTE));
        assertThat(ChaosPlan.of(7, MINUTE)).isNotEqualTo(ChaosPlan.of(8, MINUTE));
    }

    @Test
    void hasEveryKindOfFaultAndEndsThemInTime() {
        ChaosPlan plan = ChaosPlan.of(1, 10 * MINUTE);
        assertThat(plan.faults())
                .extracting(ChaosPlan.Fault::kind)
                .containsAll(Arrays.asList(ChaosPlan.Kind.values()));
        assertThat(plan.faults())
                .extracting(ChaosPlan.Fault::target)
                .containsAll(Arrays.asList(ChaosPlan.Target.values()));
        assertThat(plan.faults())
                .allMatch(fault -> fault.atMillis() + fault.forMillis() <= 10 * MINUTE);
        assertThat(plan.faults()).hasSizeGreaterThan(100);
    }
}
