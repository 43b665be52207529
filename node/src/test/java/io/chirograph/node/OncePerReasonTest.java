package io.chirograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OncePerReasonTest {
    private final OncePerReason reasons = new OncePerReason();

    @Test
    void onlyTheFirstOfAReasonIsFirst() {
        assertThat(reasons.isFirst("1 bad signature")).isTrue();
        assertThat(reasons.isFirst("1 bad signature")).isFalse();
        assertThat(reasons.isFirst("2 bad signature")).isTrue();
    }

    @Test
    void whoMakesUpReasonsFillsNoLog() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(reasons.isFirst("reason " + i)).isTrue();
        }
        assertThat(reasons.isFirst("one more")).isFalse();
    }
}
