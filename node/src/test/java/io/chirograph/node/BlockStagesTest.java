package io.chirograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.batch.BatchMetrics;
import org.junit.jupiter.api.Test;

final class BlockStagesTest {
    private final BlockStages stages = new BlockStages(0);

    private static BatchMetrics.Snapshot of(BatchMetrics metrics) {
        return metrics.snapshot(1_000);
    }

    @Test
    void aBlocksTimeGoesToTheStageThatItWasIn() {
        stages.executed(7, 3, 100, 150);
        stages.persisted(7, 350);
        stages.certified(7, 1_000);
        assertThat(of(stages.execution()).processingNanos()).isEqualTo(50);
        assertThat(of(stages.persistence()).processingNanos()).isEqualTo(200);
        assertThat(of(stages.certification()).processingNanos()).isEqualTo(650);
        assertThat(of(stages.certification()).items()).isEqualTo(3);
    }

    @Test
    void blocksInOneStageAtATimeMakeItBusierThanOne() {
        stages.executed(1, 1, 0, 0);
        stages.executed(2, 1, 0, 0);
        stages.persisted(1, 1_000);
        stages.persisted(2, 1_000);
        assertThat(of(stages.persistence()).utilisation()).isEqualTo(2);
    }

    @Test
    void emptyBlocksAndBlocksOfAnEarlierLifeAreNotCounted() {
        stages.executed(1, 0, 0, 10);
        stages.persisted(1, 20);
        stages.certified(1, 30);
        stages.certified(99, 30);
        assertThat(of(stages.execution()).batches()).isZero();
        assertThat(of(stages.certification()).batches()).isZero();
    }
}
