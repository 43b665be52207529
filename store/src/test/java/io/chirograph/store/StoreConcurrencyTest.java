package io.chirograph.store;

import static io.chirograph.store.Bytestrings.bytes;
import static io.chirograph.store.Bytestrings.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoreConcurrencyTest {
    private static final ThreadFactory THREADS = Thread.ofPlatform().daemon().factory();
    private static final int ACCOUNTS = 20;

    private static Store open(Disk disk) {
        StoreOptions options = StoreOptions.small().withMemtableBytesMax(16 << 10);
        return Store.open(disk, options, 5, THREADS);
    }

    private static byte[] account(int index) {
        return bytes("account " + index);
    }

    private static int balance(ReadView view, Table table, int index) {
        return view.get(table, account(index))
                .map(found -> Integer.parseInt(text(found)))
                .orElse(0);
    }

    private static int total(Store store, Table table) {
        int total = 0;
        try (Snapshot snapshot = store.snapshot()) {
            for (KeyValue account : snapshot.scan(table, KeyRange.all())) {
                total += Integer.parseInt(text(account.value()));
            }
        }
        return total;
    }

    @Test
    void keepsTheSumOfAllAccountsUnderManyTransfers() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        try (Store store = open(disk)) {
            Table table = store.table("accounts");
            store.update(tx -> {
                for (int i = 0; i < ACCOUNTS; i++) {
                    tx.put(table, account(i), bytes("100"));
                }
            });
            AtomicBoolean done = new AtomicBoolean();
            try (ExecutorService executor = Executors.newFixedThreadPool(5)) {
                List<Future<?>> workers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    int seed = i;
                    workers.add(executor.submit(() -> transfer(store, table, new Random(seed))));
                }
                Future<?> auditor =
                        executor.submit(() -> {
                            while (!done.get()) {
                                assertThat(total(store, table)).isEqualTo(100 * ACCOUNTS);
                            }
                        });
                for (Future<?> worker : workers) {
                    worker.get();
                }
                done.set(true);
                auditor.get();
            }
            assertThat(store.statistics().flushes()).isPositive();
            assertThat(store.statistics().openViews()).isZero();
        }
        try (Store store = open(disk)) {
            assertThat(total(store, store.table("accounts"))).isEqualTo(100 * ACCOUNTS);
        }
    }

    private static void transfer(Store store, Table table, Random random) {
        for (int i = 0; i < 1500; i++) {
            int from = random.nextInt(ACCOUNTS);
            int to = random.nextInt(ACCOUNTS);
            store.update(tx -> {
                tx.put(table, account(from), bytes("" + (balance(tx, table, from) - 1)));
                tx.put(table, account(to), bytes("" + (balance(tx, table, to) + 1)));
            });
        }
    }

    @Test
    void ordersAtOnceAndShowsToSnapshotsWhatIsDurable() {
        GatedDisk disk = new GatedDisk();
        try (Store store = open(disk)) {
            Table table = store.table("t");
            disk.holdSyncs();
            List<CompletableFuture<Long>> commits = new ArrayList<>();
            for (int i = 1; i <= 50; i++) {
                try (Transaction tx = store.begin()) {
                    assertThat(balance(tx, table, 0)).isEqualTo(i - 1);
                    tx.put(table, account(0), bytes("" + i));
                    commits.add(tx.commitAsync());
                }
            }
            assertThat(commits).noneMatch(CompletableFuture::isDone);
            try (Snapshot before = store.snapshot()) {
                assertThat(balance(before, table, 0)).isZero();
            }
            disk.letSyncs();
            long version = 0;
            for (CompletableFuture<Long> commit : commits) {
                assertThat(commit.join()).isGreaterThan(version);
                version = commit.join();
            }
            try (Snapshot after = store.snapshot()) {
                assertThat(balance(after, table, 0)).isEqualTo(50);
                assertThat(after.version()).isEqualTo(version);
            }
            // One group was on its way; all that came meanwhile shared the next.
            assertThat(store.statistics().groups()).isLessThan(10);
        }
    }

    @Test
    void aReaderWaitsAtCommitForWhatItReadToBeDurable() {
        GatedDisk disk = new GatedDisk();
        try (Store store = open(disk)) {
            Table table = store.table("t");
            disk.holdSyncs();
            try (Transaction writer = store.begin();
                    Transaction reader = store.begin()) {
                writer.put(table, account(0), bytes("7"));
                CompletableFuture<Long> written = writer.commitAsync();
                assertThat(balance(reader, table, 0)).isEqualTo(7);
                CompletableFuture<Long> read = reader.commitAsync();
                assertThat(read).isNotDone();
                disk.letSyncs();
                assertThat(read.join()).isEqualTo(written.join());
            }
        }
    }

    @Test
    void aRelaxedCommitIsSeenAtOnceAndDurableAfterSync() {
        GatedDisk disk = new GatedDisk();
        try (Store store = open(disk)) {
            Table table = store.table("t");
            disk.holdSyncs();
            try (Transaction tx = store.begin()) {
                tx.put(table, account(0), bytes("7"));
                long version = tx.commit(Durability.RELAXED);
                try (Snapshot snapshot = store.snapshot()) {
                    assertThat(balance(snapshot, table, 0)).isEqualTo(7);
                }
                assertThat(store.statistics().durableVersion()).isLessThan(version);
                disk.letSyncs();
                store.sync();
                assertThat(store.statistics().durableVersion()).isEqualTo(version);
            }
        }
    }

    @Test
    void aDeferredCommitIsReadAtOnceAndGoesToDiskWithTheNextOne() {
        try (Store store = open(new GatedDisk())) {
            Table table = store.table("t");
            long groups = store.statistics().groups();
            for (int i = 0; i < 10; i++) {
                try (Transaction tx = store.begin()) {
                    tx.put(table, account(i), bytes("7"));
                    tx.commit(Durability.DEFERRED);
                }
            }
            try (Snapshot snapshot = store.snapshot()) {
                assertThat(balance(snapshot, table, 9)).isEqualTo(7);
            }
            assertThat(store.statistics().groups()).isEqualTo(groups);
            long version;
            try (Transaction tx = store.begin()) {
                tx.put(table, account(10), bytes("8"));
                version = tx.commit();
            }
            assertThat(store.statistics().groups()).isEqualTo(groups + 1);
            assertThat(store.statistics().durableVersion()).isEqualTo(version);
        }
    }

    @Test
    void aDeferredCommitIsDurableWhenSomebodyWaitsForItOrTheStoreCloses() {
        GatedDisk disk = new GatedDisk();
        try (Store store = open(disk)) {
            Table table = store.table("t");
            try (Transaction tx = store.begin()) {
                tx.put(table, account(0), bytes("7"));
                long version = tx.commit(Durability.DEFERRED);
                store.sync();
                assertThat(store.statistics().durableVersion()).isEqualTo(version);
            }
            try (Transaction tx = store.begin()) {
                tx.put(table, account(1), bytes("8"));
                tx.commit(Durability.DEFERRED);
            }
        }
        try (Store store = open(disk);
                Snapshot snapshot = store.snapshot()) {
            assertThat(balance(snapshot, store.table("t"), 1)).isEqualTo(8);
        }
    }

    @Test
    void tellsAllWhoWaitWhenTheDiskFails() {
        SimulatedDisk disk = new SimulatedDisk(new Random(1));
        try (Store store = open(disk)) {
            Table table = store.table("t");
            disk.failAt(disk.operations());
            try (Transaction tx = store.begin()) {
                tx.put(table, account(0), bytes("1"));
                CompletableFuture<Long> commit = tx.commitAsync();
                assertThatThrownBy(commit::join)
                        .hasCauseInstanceOf(StoreException.class)
                        .hasMessageContaining("open it again");
            }
            assertThatThrownBy(store::sync).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void readsOnWhenItsThreadIsInterrupted(@TempDir Path directory) {
        try (Store store = Store.open(directory, StoreOptions.small())) {
            Table table = store.table("t");
            for (int i = 0; i < 400; i++) {
                int index = i;
                store.update(tx -> tx.put(table, account(index), new byte[500]));
            }
            Thread.currentThread().interrupt();
            try (Snapshot snapshot = store.snapshot()) {
                assertThat(snapshot.scan(table, KeyRange.all())).hasSize(400);
            }
            store.update(tx -> tx.put(table, account(0), bytes("1")));
            assertThat(Thread.interrupted()).isTrue();
            try (Snapshot snapshot = store.snapshot()) {
                assertThat(snapshot.scan(table, KeyRange.all())).hasSize(400);
            }
        }
    }
}
