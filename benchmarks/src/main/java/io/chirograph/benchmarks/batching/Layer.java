package io.chirograph.benchmarks.batching;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.batch.ParallelBatch;
import io.chirograph.benchmarks.execution.BlockEfficiency;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.crypto.SigningKey;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.store.Table;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/// A layer's efficiency η = T_sequential / T_batch: the same items one by one and together.
enum Layer {
    /// Durable writes: a commit an item, or one commit for all.
    LOG {
        @Override
        double efficiency(Path directory) {
            try (Store store = Store.open(directory.resolve("eta-log"), StoreOptions.defaults())) {
                Table table = store.table("items");
                long sequential =
                        timed(() -> {
                            for (int i = 0; i < ITEMS; i++) {
                                byte[] key = key(i);
                                store.update(tx -> tx.put(table, key, new byte[100]));
                            }
                        });
                long together =
                        timed(() ->
                                store.update(tx -> {
                                    for (int i = 0; i < ITEMS; i++) {
                                        tx.put(table, key(i), new byte[100]);
                                    }
                                }));
                return (double) sequential / together;
            }
        }
    },
    /// Signature checks: on one thread, or shared by all processors.
    SIGNATURES {
        @Override
        double efficiency(Path directory) {
            SigningKey key = SigningKey.of(Hashes.keccak256(Bytes.ofUtf8("eta")));
            List<Hash32> digests = new ArrayList<>();
            List<Signature> signatures = new ArrayList<>();
            for (int i = 0; i < ITEMS; i++) {
                digests.add(Hashes.keccak256(key(i)));
                signatures.add(key.sign(digests.get(i)));
            }
            List<Integer> items = new ArrayList<>();
            for (int i = 0; i < ITEMS; i++) {
                items.add(i);
            }
            try (ForkJoinPool pool = new ForkJoinPool(Runtime.getRuntime().availableProcessors())) {
                ParallelBatch parallel =
                        ParallelBatch.on(pool, 4, System::nanoTime, new BatchMetrics(0));
                long sequential =
                        timed(() ->
                                items.forEach(i ->
                                        require(
                                                signatures
                                                        .get(i)
                                                        .signer(digests.get(i))
                                                        .isPresent())));
                long together =
                        timed(() ->
                                parallel.process(
                                        items, i -> signatures.get(i).signer(digests.get(i))));
                return (double) sequential / together;
            }
        }
    },
    /// Agreement of four members, every signature made and checked: a batch a request, or one for all.
    AGREEMENT {
        @Override
        double efficiency(Path directory) {
            long sequential =
                    timed(() -> {
                        AgreementRound round = new AgreementRound();
                        for (int i = 0; i < ITEMS; i++) {
                            round.order(List.of(i));
                        }
                    });
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < ITEMS; i++) {
                all.add(i);
            }
            long together = timed(() -> new AgreementRound().order(all));
            return (double) sequential / together;
        }
    },
    /// Frames of 200 bytes over a TLS link: each answered before the next, or all on their way at once.
    NETWORK {
        @Override
        double efficiency(Path directory) throws IOException, InterruptedException {
            try (EchoLink link = new EchoLink()) {
                link.echo(ITEMS, 1);
                long sequential = link.echo(ITEMS, 1);
                long together = link.echo(ITEMS, ITEMS);
                return (double) sequential / together;
            }
        }
    },
    /// Transfers between accounts: a durable block each, or one block for all.
    EXECUTION {
        @Override
        double efficiency(Path directory) {
            return BlockEfficiency.measure(directory.resolve("eta-execution"), ITEMS);
        }
    };

    static final int ITEMS = 256;

    private static final int TRIALS = 5;

    abstract double efficiency(Path directory) throws IOException, InterruptedException;

    private static byte[] key(int index) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(index).array();
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("a good signature was refused");
        }
    }

    /// The shortest of a few trials, warmed up by the others.
    private static long timed(Runnable work) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < TRIALS; i++) {
            long start = System.nanoTime();
            work.run();
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }
}
