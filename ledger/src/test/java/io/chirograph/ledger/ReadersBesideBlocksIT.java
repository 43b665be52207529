package io.chirograph.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.evm.Account;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.Address;
import io.chirograph.types.UInt256;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes answer from the newest certified state while blocks behind it are executed.
class ReadersBesideBlocksIT {
    private static final int BLOCKS = Integer.getInteger("reader.blocks", 400);
    private static final int READERS = 2;
    private static final int RECIPIENTS = 50;
    private static final int TRANSFERS = 20;

    @TempDir private Path directory;

    @Test
    void everyCertifiedStateIsThereInFull() throws Exception {
        AtomicBoolean finished = new AtomicBoolean();
        TestChain chain = new TestChain(() -> Store.open(directory, StoreOptions.defaults()));
        try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                Random random = new Random(i);
                readers.add(threads.submit(() -> read(chain.ledger(), random, finished)));
            }
            for (int block = 0; block < BLOCKS; block++) {
                append(chain, block);
            }
            finished.set(true);
            for (Future<Long> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        } finally {
            finished.set(true);
            chain.store().close();
        }
    }

    /// Everybody is paid in turn, certified without waiting for the disk.
    private static void append(TestChain chain, int block) {
        SentTransaction[] transfers =
                IntStream.range(0, TRANSFERS)
                        .mapToObj(i ->
                                TestChain.ALICE.transfer(
                                        (long) block * TRANSFERS + i,
                                        recipient((block + i) % RECIPIENTS),
                                        1))
                        .toArray(SentTransaction[]::new);
        ExecutedBlock executed = chain.executeOnly(transfers).executed();
        chain.ledger().attachCertificate(TestChain.certificate(executed.height(), executed.hash()));
    }

    /// Every transfer went to one of the recipients, whatever height is read.
    private static long read(Ledger ledger, Random random, AtomicBoolean finished) {
        long reads = 0;
        while (!finished.get()) {
            long height = ledger.certifiedHeight();
            var state = ledger.state(height).orElseThrow();
            long paid = 0;
            int first = random.nextInt(RECIPIENTS);
            for (int i = 0; i < RECIPIENTS; i++) {
                paid +=
                        state.account(recipient((first + i) % RECIPIENTS))
                                .map(Account::balance)
                                .orElse(UInt256.ZERO)
                                .toLong();
            }
            assertThat(paid).isEqualTo(height * TRANSFERS);
            reads++;
        }
        return reads;
    }

    private static Address recipient(int index) {
        byte[] address = new byte[Address.SIZE];
        address[0] = (byte) (0x10 + index);
        address[19] = 7;
        return Address.owning(address);
    }
}
