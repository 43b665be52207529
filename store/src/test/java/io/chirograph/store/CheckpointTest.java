package io.chirograph.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.store.SimulatedDisk.Survival;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CheckpointTest {
    private static final int LOG_BYTES_MAX = 64 << 10;

    /// Memory tables that only the log's limit fills.
    private static final StoreOptions BY_LOG =
            StoreOptions.small()
                    .withLogSegmentBytes(16 << 10)
                    .withTransactionBytesMax(8 << 10)
                    .withMemtableBytesMax(64 << 20)
                    .withCheckpoints(new Checkpoints(1, LOG_BYTES_MAX));

    /// A disk on which the first table is not on stable storage before the second one is.
    private static final class SecondTableFirst extends ForwardingDisk {
        private final AtomicInteger tables = new AtomicInteger();
        private final CountDownLatch secondSynced = new CountDownLatch(1);

        SecondTableFirst() {
            super(new MemoryDisk());
        }

        @Override
        public DiskFile create(String name) {
            DiskFile file = super.create(name);
            if (!name.startsWith(TableFormat.FILE_PREFIX)) {
                return file;
            }
            int number = tables.incrementAndGet();
            return new ForwardingFile(file) {
                @Override
                public void sync() {
                    if (number == 1) {
                        awaitSecond();
                    }
                    super.sync();
                    if (number == 2) {
                        secondSynced.countDown();
                    }
                }
            };
        }

        private void awaitSecond() {
            try {
                assertThat(secondSynced.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void writesMemoryTablesBesideOneAnotherAndKeepsTheirOrder() {
        SecondTableFirst disk = new SecondTableFirst();
        StoreOptions options =
                StoreOptions.small().withCheckpoints(Checkpoints.defaults().withThreads(2));
        try (Store store = Store.open(disk, options, 5, Thread::new)) {
            Table table = store.table("t");
            // Each memory table has every key; the newest must win, whichever was written first.
            for (int i = 0; i < 400; i++) {
                put(store, table, i % 20, i);
            }
            store.checkpoint();
            assertThat(store.statistics().flushes()).isGreaterThanOrEqualTo(2);
            assertThat(store.statistics().flushedBytes()).isPositive();
            checkNewest(store, table);
        }
        try (Store store = Store.openInline(disk, options, 5)) {
            assertThat(store.recovery().commits()).isZero();
            checkNewest(store, store.table("t"));
        }
    }

    private static void checkNewest(Store store, Table table) {
        for (int key = 0; key < 20; key++) {
            assertThat(store.get(table, number(key)))
                    .hasValueSatisfying(value -> {
                        assertThat(ByteBuffer.wrap(value).getInt()).isBetween(380, 399);
                    });
        }
    }

    private static void put(Store store, Table table, int key, int value) {
        store.update(tx -> tx.put(table, number(key), value(value)));
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static byte[] value(int number) {
        return ByteBuffer.allocate(300).putInt(number).array();
    }

    /// Nobody flushes until there is no more room: the most that a recovery can have to do.
    @Test
    void aRecoveryReplaysNoMoreLogThanTheLimitAndSaysHowMuch() {
        SimulatedDisk disk = new SimulatedDisk(new Random(3));
        long commits = 0;
        SimulatedDisk left;
        try (Store store = Store.openInline(disk, BY_LOG, 5)) {
            store.table("t");
        }
        try (Store store = Store.openStepped(disk, BY_LOG, 5)) {
            Table table = store.table("t");
            while (store.statistics().memtables() - 1 < BY_LOG.checkpoints().frozenMax()) {
                int number = (int) commits;
                try (Transaction tx = store.begin()) {
                    tx.put(table, number(number), value(number));
                    var durable = tx.commitAsync();
                    store.upkeep().writeLog();
                    assertThat(durable).isCompleted();
                }
                commits++;
            }
            left = disk.afterPowerCut(Survival.NOTHING, new Random(4));
        }
        try (Store store = Store.openInline(left, BY_LOG, 5)) {
            Recovery recovery = store.recovery();
            // The table's own making is one more.
            assertThat(recovery.commits()).isEqualTo(commits + 1);
            assertThat(recovery.logBytes())
                    .isBetween(
                            LOG_BYTES_MAX / 2L, LOG_BYTES_MAX + BY_LOG.logSegmentBytes() + 1000L);
            assertThat(recovery.logSegments()).isGreaterThan(2);
            assertThat(recovery.tables()).isZero();
        }
    }

    @Test
    void aCheckpointLeavesNothingToReplayAndLetsTheLogGo() {
        SimulatedDisk disk = new SimulatedDisk(new Random(3));
        try (Store store = Store.openInline(disk, BY_LOG, 5)) {
            Table table = store.table("t");
            for (int i = 0; i < 100; i++) {
                put(store, table, i, i);
            }
            assertThat(store.statistics().logSegments()).isGreaterThan(1);
            store.checkpoint();
            assertThat(store.statistics().logSegments()).isEqualTo(1);
            assertThat(store.statistics().memtableBytes()).isZero();
            SimulatedDisk left = disk.afterPowerCut(Survival.NOTHING, new Random(4));
            try (Store again = Store.openInline(left, BY_LOG, 5)) {
                assertThat(again.recovery().commits()).isZero();
                assertThat(again.recovery().tables()).isPositive();
                assertThat(again.get(again.table("t"), number(99))).isPresent();
            }
        }
    }

    @Test
    void reportsWhatOpeningTookByTheTimeGiven() {
        MemoryDisk disk = new MemoryDisk();
        ManualWaiter waiter = new ManualWaiter();
        Disk slow =
                new ForwardingDisk(disk) {
                    @Override
                    public DiskFile open(String name) {
                        waiter.pass(1_000_000);
                        return super.open(name);
                    }
                };
        try (Store store = Store.openInline(slow, StoreOptions.small(), 5, waiter)) {
            store.table("t");
        }
        try (Store store = Store.openInline(slow, StoreOptions.small(), 5, waiter)) {
            assertThat(store.recovery().duration().toMillis()).isPositive();
            assertThat(store.recovery().commits()).isEqualTo(1);
            assertThat(store.recovery().logBytes()).isPositive();
        }
    }
}
