package io.chirograph.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SizeControllerTest {
    private static final long MILLI = 1_000_000;
    private static final SizeRange RANGE = new SizeRange(1, 1_000);

    private long now;

    private ClassicSizeController classic(double load) {
        return new ClassicSizeController(
                RANGE, ClassicSizeController.TARGET_PER_SECOND_DEFAULT, 100 * MILLI, load);
    }

    /// One batch a period, of so many items.
    private void period(SizeController controller, int count, int failed) {
        controller.observe(new BatchOutcome(count, failed, now, now + 100 * MILLI, 0));
        now += 100 * MILLI;
    }

    @Test
    void startsFromTheLoadAlone() {
        assertThat(classic(0).size()).isEqualTo(100);
        assertThat(classic(0.75).size()).isEqualTo(25);
        assertThat(classic(1).size()).isEqualTo(1);
    }

    @Test
    void doublesBelowEightyPercentOfTheTarget() {
        ClassicSizeController controller = classic(0);
        period(controller, 79, 0);
        assertThat(controller.size()).isEqualTo(200);
        period(controller, 81, 0);
        assertThat(controller.size()).isEqualTo(200);
    }

    @Test
    void halvesAboveOneHundredAndTwentyPercentOfTheTarget() {
        ClassicSizeController controller = classic(0);
        period(controller, 119, 0);
        assertThat(controller.size()).isEqualTo(100);
        period(controller, 121, 0);
        assertThat(controller.size()).isEqualTo(50);
    }

    @Test
    void halvesWhenMoreThanOnePercentFails() {
        ClassicSizeController controller = classic(0);
        period(controller, 100, 1);
        assertThat(controller.size()).isEqualTo(100);
        period(controller, 100, 2);
        assertThat(controller.size()).isEqualTo(50);
    }

    @Test
    void staysInItsRange() {
        ClassicSizeController controller = classic(0);
        for (int i = 0; i < 20; i++) {
            period(controller, 1, 0);
        }
        assertThat(controller.size()).isEqualTo(1_000);
        for (int i = 0; i < 20; i++) {
            period(controller, 900, 900);
        }
        assertThat(controller.size()).isEqualTo(1);
    }

    /// A worker that needs 1 ms a batch and 10 µs an item, and never idles when something waits.
    private int sizeUnder(GradientSizeController controller, double itemsPerMilli) {
        double waiting = 0;
        double came = 0;
        for (int i = 0; i < 2_000; i++) {
            int count = (int) Math.min(Math.max(1, waiting), controller.size());
            long cost = MILLI + count * MILLI / 100;
            double busy = Math.max((double) cost, (count - waiting) / itemsPerMilli * MILLI);
            long start = now + (long) (busy - cost);
            now = start + cost;
            came += busy / MILLI * itemsPerMilli;
            waiting = Math.max(0, waiting + busy / MILLI * itemsPerMilli - count);
            controller.observe(new BatchOutcome(count, 0, start, now, (int) waiting));
        }
        assertThat(came).isPositive();
        return controller.size();
    }

    private static GradientSizeController gradient() {
        return new GradientSizeController(RANGE, 8 * MILLI, 20 * MILLI);
    }

    @Test
    void keepsBatchesSmallWhileLittleComesIn() {
        assertThat(sizeUnder(gradient(), 0.1)).isLessThanOrEqualTo(2);
    }

    @Test
    void growsJustFarEnoughToKeepUp() {
        // 30 items a millisecond need batches of n with 30 (1 + n/100) / n ≤ 0.7: n = 75.
        assertThat(sizeUnder(gradient(), 30)).isBetween(60, 150);
    }

    @Test
    void neverMakesOneBatchTakeLongerThanTheLatencyAllowed() {
        assertThat(sizeUnder(gradient(), 200)).isBetween(500, 720);
    }

    @Test
    void shrinksWhenBatchesFail() {
        GradientSizeController controller = gradient();
        sizeUnder(controller, 30);
        int before = controller.size();
        controller.observe(new BatchOutcome(10, 10, now, now + MILLI, 0));
        assertThat(controller.size()).isLessThanOrEqualTo(before / 2);
    }

    @Test
    void refusesOutcomesThatMakeNoSense() {
        assertThatThrownBy(() -> new BatchOutcome(0, 0, 0, 1, 0)).hasMessageContaining("1 item");
        assertThatThrownBy(() -> new BatchOutcome(1, 2, 0, 1, 0)).hasMessageContaining("failures");
        assertThatThrownBy(() -> new BatchOutcome(1, 0, 2, 1, 0)).hasMessageContaining("begins");
        assertThatThrownBy(() -> new SizeRange(2, 1)).hasMessageContaining("2 to 1");
    }
}
