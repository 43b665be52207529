package io.chirograph.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RefusalsTest {
    private final AtomicLong now = new AtomicLong();
    private final Refusals refusals = new Refusals(now::get);

    @Test
    void logsTheSameAddressAndReasonOncePerTenMinutes() {
        assertThat(refusals.add("192.0.2.1", Refusal.NOT_TLS, "")).isTrue();
        assertThat(refusals.add("192.0.2.1", Refusal.NOT_TLS, "")).isFalse();
        assertThat(refusals.add("192.0.2.1", Refusal.UNKNOWN_KEY, "")).isTrue();
        assertThat(refusals.add("192.0.2.2", Refusal.NOT_TLS, "")).isTrue();

        now.addAndGet(Duration.ofMinutes(10).toNanos());

        assertThat(refusals.add("192.0.2.1", Refusal.NOT_TLS, "")).isTrue();
    }

    @Test
    void countsWhatItDoesNotLog() {
        for (int i = 0; i < 5; i++) {
            refusals.add("192.0.2.1", Refusal.NOT_TLS, "");
        }

        assertThat(refusals.counts())
                .containsEntry(Refusal.NOT_TLS, 5L)
                .containsEntry(Refusal.BAD_FRAME, 0L);
    }

    @Test
    void doesNotLogWithoutEndWhenAddressesChange() {
        int logged = 0;
        for (int i = 0; i < 5000; i++) {
            if (refusals.add("2001:db8::" + i, Refusal.NOT_TLS, "")) {
                logged++;
            }
        }
        assertThat(logged).isEqualTo(1024);

        now.addAndGet(Duration.ofMinutes(10).toNanos());

        assertThat(refusals.add("192.0.2.9", Refusal.NOT_TLS, "")).isTrue();
    }
}
