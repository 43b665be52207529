package io.chirograph.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.store.KeyRange;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store on disk gives the room of forgotten states back.
class StateSpaceIT {
    private static final int BLOCKS = 120;
    private static final int TRANSFERS = 40;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    @Test
    void tablesShrinkOnceOldStatesAreForgotten(@TempDir Path directory)
            throws InterruptedException {
        StoreOptions options =
                StoreOptions.defaults()
                        .withMemtableBytesMax(256 << 10)
                        .withLogSegmentBytes(32 << 20)
                        .withBlockCacheBytesMax(1 << 20);
        try (TestChain chain =
                new TestChain(() -> Store.open(directory.resolve("store"), options))) {
            for (int block = 0; block < BLOCKS; block++) {
                SentTransaction[] transfers = new SentTransaction[TRANSFERS];
                for (int i = 0; i < TRANSFERS; i++) {
                    long nonce = (long) block * TRANSFERS + i;
                    transfers[i] = TestChain.ALICE.transfer(nonce, receiver(i), 1);
                }
                chain.executeAndCertify(transfers);
            }
            long nodesBefore = nodeBytes(chain.store());
            long before = chain.store().statistics().tableBytes();
            Pruned pruned = chain.ledger().pruneStates(BLOCKS, () -> true);
            assertThat(pruned.removed()).isPositive();
            long freed = nodesBefore - nodeBytes(chain.store());
            assertThat(freed).isGreaterThan(nodesBefore / 2);

            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (chain.store().statistics().tableBytes() > before - freed / 2
                    && System.nanoTime() - deadline < 0) {
                LockSupport.parkNanos(20_000_000);
            }
            assertThat(chain.store().statistics().tableBytes())
                    .as("bytes of tables, %d before, %d of nodes removed", before, freed)
                    .isLessThanOrEqualTo(before - freed / 2);
        }
    }

    private static Address receiver(int number) {
        return Address.of(UInt256.of(1_000 + number).toHash32().bytes().slice(12));
    }

    private static long nodeBytes(Store store) {
        long bytes = 0;
        try (var view = store.snapshot()) {
            for (var row : view.scan(LedgerTables.of(store).nodes(), KeyRange.all())) {
                bytes += Bytes.owning(row.key()).size() + Bytes.owning(row.value()).size();
            }
        }
        return bytes;
    }
}
