package io.chirograph.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BatcherTest {
    private static final BatchPolicy<String> POLICY = new BatchPolicy.SizeOrAge<>(3, 100, 50);

    private final Batcher<String> batcher = new Batcher<>(POLICY, String::length, 5, 200);

    @Test
    void isNeverDueWhileEmpty() {
        assertThat(batcher.dueNanos()).isEmpty();
        assertThat(batcher.isDue(Long.MAX_VALUE)).isFalse();
        assertThat(batcher.take(0)).isEmpty();
    }

    @Test
    void isDueOnceTheOldestItemHasWaitedItsTime() {
        batcher.offer("a", 10);
        batcher.offer("b", 40);

        assertThat(batcher.dueNanos()).hasValue(60);
        assertThat(batcher.isDue(59)).isFalse();
        assertThat(batcher.isDue(60)).isTrue();
    }

    @Test
    void isDueAtOnceWithEnoughItems() {
        batcher.offer("a", 10);
        batcher.offer("b", 10);
        assertThat(batcher.isDue(10)).isFalse();
        batcher.offer("c", 10);
        assertThat(batcher.isDue(10)).isTrue();
    }

    @Test
    void isDueAtOnceWithEnoughBytes() {
        batcher.offer("x".repeat(99), 10);
        assertThat(batcher.isDue(10)).isFalse();
        batcher.offer("y", 10);
        assertThat(batcher.isDue(10)).isTrue();
    }

    @Test
    void isDueAcrossTheOverflowOfTheClock() {
        batcher.offer("a", Long.MAX_VALUE - 10);

        assertThat(batcher.isDue(Long.MAX_VALUE)).isFalse();
        assertThat(batcher.isDue(Long.MIN_VALUE + 50)).isTrue();
    }

    @Test
    void takesNoMoreItemsThanABatchHolds() {
        List.of("a", "b", "c", "d").forEach(item -> batcher.offer(item, 0));

        assertThat(batcher.take(0)).containsExactly("a", "b", "c");
        assertThat(batcher.take(0)).containsExactly("d");
    }

    @Test
    void takesNoMoreBytesThanABatchHolds() {
        batcher.offer("x".repeat(60), 0);
        batcher.offer("y".repeat(60), 0);

        assertThat(batcher.take(0)).hasSize(1);
        assertThat(batcher.take(0)).hasSize(1);
    }

    @Test
    void letsAnItemLargerThanABatchTravelAlone() {
        batcher.offer("x".repeat(150), 0);
        batcher.offer("y", 0);

        assertThat(batcher.take(0)).containsExactly("x".repeat(150));
        assertThat(batcher.take(0)).containsExactly("y");
    }

    @Test
    void refusesItemsBeyondItsBounds() {
        List.of("a", "b", "c", "d", "e")
                .forEach(item -> assertThat(batcher.offer(item, 0)).isTrue());
        assertThat(batcher.offer("f", 0)).isFalse();

        batcher.clear();
        assertThat(batcher.offer("x".repeat(200), 0)).isTrue();
        assertThat(batcher.offer("y", 0)).isFalse();
        assertThat(batcher.waitingCount()).isEqualTo(1);
        assertThat(batcher.waitingBytes()).isEqualTo(200);
    }

    @Test
    void refusesLimitsThatMakeNoSense() {
        assertThatThrownBy(() -> new BatchPolicy.SizeOrAge<>(0, 1, 1))
                .hasMessageContaining("countMax ≥ 1");
        assertThatThrownBy(() -> new Batcher<>(POLICY, String::length, 0, 1))
                .hasMessageContaining("room for 1 item");
    }
}
