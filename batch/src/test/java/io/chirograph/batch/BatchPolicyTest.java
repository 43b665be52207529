package io.chirograph.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BatchPolicyTest {
    private static final long PATIENCE = 100;

    /// Words, the shorter the more urgent.
    private final Batcher<String> batcher =
            new Batcher<>(
                    new BatchPolicy.Prioritised<>(
                            new BatchPolicy.SizeOrAge<>(2, 1_000, 50),
                            word -> Math.min(word.length(), 3) - 1,
                            3,
                            PATIENCE),
                    String::length,
                    100,
                    1_000);

    @Test
    void takesMoreUrgentItemsFirstAndEachLevelInOrder() {
        for (String word : new String[] {"cc1", "b1", "cc2", "a", "b2"}) {
            batcher.offer(word, 0);
        }
        assertThat(batcher.take(1)).containsExactly("a", "b1");
        assertThat(batcher.take(1)).containsExactly("b2", "cc1");
        assertThat(batcher.take(1)).containsExactly("cc2");
    }

    @Test
    void letsNobodyStarveBehindMoreUrgentItems() {
        batcher.offer("patient", 0);
        int rounds = 0;
        boolean taken = false;
        for (long now = 0; !taken; now += 10) {
            batcher.offer("x", now);
            batcher.offer("y", now);
            taken = batcher.take(now).contains("patient");
            rounds++;
        }
        assertThat(rounds).isEqualTo(PATIENCE / 10 + 1);
    }

    @Test
    void isDueByTheOldestItemOfAnyLevel() {
        batcher.offer("patient", 10);
        batcher.offer("x", 30);
        batcher.take(30);
        assertThat(batcher.dueNanos()).isEmpty();
        batcher.offer("patient", 10);
        batcher.offer("later", 30);
        assertThat(batcher.dueNanos()).hasValue(10);
    }

    @Test
    void waitsForAFullBatchWithTheSizePolicy() {
        Batcher<String> full =
                new Batcher<>(new BatchPolicy.Size<>(2, 100), String::length, 10, 1_000);
        full.offer("a", 0);
        assertThat(full.isDue(Long.MAX_VALUE / 2)).isFalse();
        full.offer("b", 5);
        assertThat(full.isDue(5)).isTrue();
    }

    @Test
    void waitsForTheTimeWithTheAgePolicyHoweverManyThereAre() {
        Batcher<String> timed =
                new Batcher<>(new BatchPolicy.Age<>(2, 100, 50), String::length, 10, 1_000);
        timed.offer("a", 0);
        timed.offer("b", 0);
        timed.offer("c", 0);
        assertThat(timed.isDue(49)).isFalse();
        assertThat(timed.isDue(50)).isTrue();
        assertThat(timed.take(50)).containsExactly("a", "b");
    }

    @Test
    void sortsFeesByTheirMagnitude() {
        assertThat(BatchPolicy.feeLevel(Long.MAX_VALUE)).isEqualTo(1);
        assertThat(BatchPolicy.feeLevel(1_000)).isLessThan(BatchPolicy.feeLevel(10));
        assertThat(BatchPolicy.feeLevel(9)).isEqualTo(BatchPolicy.feeLevel(8));
        assertThat(BatchPolicy.feeLevel(0)).isEqualTo(63);
    }

    @Test
    void refusesLimitsThatMakeNoSense() {
        assertThatThrownBy(() -> new BatchPolicy.Size<>(0, 1)).hasMessageContaining("countMax");
        assertThatThrownBy(() -> new BatchPolicy.Age<>(1, 1, -1))
                .hasMessageContaining("ageNanosMax");
        assertThatThrownBy(() ->
                        new BatchPolicy.Prioritised<>(
                                new BatchPolicy.Size<String>(1, 1), _ -> 0, 0, 0))
                .hasMessageContaining("1 level");
    }
}
