package io.chirograph.benchmarks.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void whoeverFlushesLessThanOnceForEachCommitOfOneThreadIsNamed() {
        Samples samples = new Samples(new Records(10));
        samples.addFlushes(StoreRow.COMMIT_1, Engine.CHIROGRAPH, 1.0);
        samples.addFlushes(StoreRow.COMMIT_1, Engine.SQLITE, 0.34);
        samples.addFlushes(StoreRow.COMMIT_16, Engine.ROCKSDB, 0.12);
        assertThat(samples.row(StoreRow.COMMIT_1).note())
                .contains("sqlite did NOT FLUSH EVERY COMMIT")
                .doesNotContain("chirograph did");
        assertThat(samples.row(StoreRow.COMMIT_16).note()).doesNotContain("NOT FLUSH");
    }
}
