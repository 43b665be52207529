package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/// A table that is used as a queue: put at its end, deleted from its begin on.
final class QueueDeletesTest {
    private static byte[] number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static void turnOver(Store store, Table queue, int from, int to) {
        for (int i = from; i < to; i++) {
            int number = i;
            store.update(tx -> {
                tx.put(queue, number(number), number(number));
                tx.deleteRange(queue, KeyRange.lessThan(number(number)));
            });
        }
    }

    @Test
    void aMemoryTableKeepsOfItsRangeDeletesOnlyWhatReadersNeed() {
        Disk disk = new MemoryDisk();
        StoreOptions options = StoreOptions.defaults();
        try (Store store = Store.openInline(disk, options, 1)) {
            Table queue = store.table("queue");
            turnOver(store, queue, 0, 1_000);
            try (Snapshot before = store.snapshot()) {
                turnOver(store, queue, 1_000, 5_000);
                assertThat(before.get(queue, number(999))).isPresent();
                assertThat(before.get(queue, number(998))).isEmpty();
            }
            turnOver(store, queue, 5_000, 10_000);
            assertThat(store.statistics().flushes()).isZero();
            assertThat(store.tree().rangeDeleteVersions()).isLessThan(1_000);
            assertThat(store.get(queue, number(9_999))).isPresent();
            assertThat(store.get(queue, number(9_998))).isEmpty();
        }
        try (Store store = Store.openInline(disk, options, 1)) {
            assertThat(store.recovery().commits()).isGreaterThan(10_000);
            assertThat(store.tree().rangeDeleteVersions()).isLessThan(1_000);
            assertThat(store.get(store.table("queue"), number(9_998))).isEmpty();
        }
    }
}
