package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WritePacingTest {
    private static final long SYNC = 2_000_000;
    private final WritePacing pacing = new WritePacing(2);

    @Test
    void nobodyWaitsWhileNothingPilesUp() {
        assertThat(pacing.mayWait(12, 0)).isFalse();
        assertThat(pacing.nanos(12, 0, 1, SYNC)).isZero();
        assertThat(pacing.nanos(12, 1, 0.5, SYNC)).isZero();
    }

    @Test
    void theWaitGrowsWithWhatPilesUpToTheTimeOfOneSync() {
        long before = 0;
        for (int tables = 13; tables <= 24; tables++) {
            assertThat(pacing.mayWait(tables, 0)).isTrue();
            long nanos = pacing.nanos(tables, 0, 0, SYNC);
            assertThat(nanos).isGreaterThan(before).isLessThanOrEqualTo(SYNC);
            before = nanos;
        }
        assertThat(before).isEqualTo(SYNC);
        assertThat(pacing.nanos(1000, 0, 0, SYNC)).isEqualTo(SYNC);
        assertThat(pacing.nanos(0, 1, 0.75, SYNC)).isEqualTo(SYNC / 2);
        assertThat(pacing.nanos(0, 2, 1.5, SYNC)).isEqualTo(SYNC);
        assertThat(pacing.nanos(1000, 2, 1, Long.MAX_VALUE)).isEqualTo(WritePacing.NANOS_MAX);
    }

    /// Holds up whatever one thread makes.
    private static final class HeldThreadDisk extends ForwardingDisk {
        private final AtomicReference<Thread> held = new AtomicReference<>();
        private final CountDownLatch letGo = new CountDownLatch(1);
        private final CountDownLatch isHeld = new CountDownLatch(1);

        HeldThreadDisk() {
            super(new MemoryDisk());
        }

        @Override
        public DiskFile create(String name) {
            if (Thread.currentThread().equals(held.get())) {
                isHeld.countDown();
                try {
                    letGo.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return super.create(name);
        }
    }

    /// What is asked of time: nothing waits really.
    private static final class NotedPauses implements Waiter {
        private final Queue<Long> pauses = new ConcurrentLinkedQueue<>();

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public void pause(long nanosMax) {
            pauses.add(nanosMax);
        }
    }

    /// The compaction hangs for ever: tables pile up far beyond what is usual, and each commit is
    /// asked to wait for one sync at most.
    @Test
    void aWriterNeverWaitsForACompactionLongerThanOneSync() throws InterruptedException {
        HeldThreadDisk disk = new HeldThreadDisk();
        NotedPauses waiter = new NotedPauses();
        AtomicInteger made = new AtomicInteger();
        StoreOptions options =
                StoreOptions.small()
                        .withMemtableBytesMax(8 << 10)
                        .withCheckpoints(new Checkpoints(1, 1 << 20));
        long commits = 0;
        try (Store store =
                Store.open(
                        disk,
                        options,
                        5,
                        work -> {
                            Thread thread = new Thread(work);
                            thread.setDaemon(true);
                            // Decoders of the log come first, as many as there are processors.
                            made.incrementAndGet();
                            disk.held.set(thread);
                            return thread;
                        },
                        waiter)) {
            assertThat(made.get()).isGreaterThanOrEqualTo(3);
            Table table = store.table("t");
            while (store.statistics().tables() < 40) {
                byte[] key = Bytestrings.bytes("key " + commits++);
                store.update(tx -> tx.put(table, key, new byte[500]));
            }
            disk.isHeld.await();
            assertThat(store.statistics().compactions()).isZero();
            assertThat(store.statistics().pacedCommits())
                    .isEqualTo(waiter.pauses.size())
                    .isPositive()
                    .isLessThan(commits);
            assertThat(waiter.pauses)
                    .allSatisfy(
                            nanos -> assertThat(nanos).isLessThanOrEqualTo(WritePacing.NANOS_MAX));
            disk.letGo.countDown();
            while (store.statistics().compactions() == 0) {
                byte[] key = Bytestrings.bytes("key " + commits++);
                store.update(tx -> tx.put(table, key, new byte[500]));
            }
        }
    }

    @Test
    void compactionIsMoreEagerTheLessIsWritten() {
        List<Long> sizes = List.of(100L, 110L, 10_000L, 100_000L);
        assertThat(CompactionPolicy.due(sizes)).isEmpty();
        assertThat(CompactionPolicy.dueWhenCalm(sizes)).contains(new CompactionPolicy.Span(0, 2));
        assertThat(CompactionPolicy.dueAtRest(sizes)).contains(new CompactionPolicy.Span(0, 4));
    }
}
