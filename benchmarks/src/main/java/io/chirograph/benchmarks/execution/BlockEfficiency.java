package io.chirograph.benchmarks.execution;

import io.chirograph.types.Bytes;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// What a block saves: transfers executed and made durable one by one, or all in one block.
public final class BlockEfficiency {
    private static final int TRIALS = 3;

    private BlockEfficiency() {}

    /// @param directory on a real disk
    /// @return the time of a block a transfer, to that of one block for all; the shortest of a few trials each
    public static double measure(Path directory, int transfers) {
        Load load = new Load(transfers);
        int workers = Runtime.getRuntime().availableProcessors() - 1;
        try (ExecutorService threads = Executors.newFixedThreadPool(workers + 1);
                TestLedger ledger =
                        new TestLedger(
                                directory,
                                load.senders(),
                                Bytes.EMPTY,
                                new TreeMap<>(),
                                threads,
                                workers)) {
            long sequential = Long.MAX_VALUE;
            long together = Long.MAX_VALUE;
            for (int trial = 0; trial < TRIALS; trial++) {
                List<Bytes> singles = load.transfers(2L * trial);
                List<Bytes> all = load.transfers(2L * trial + 1);
                long start = System.nanoTime();
                singles.forEach(each -> ledger.execute(List.of(each)));
                long between = System.nanoTime();
                ledger.execute(all);
                sequential = Math.min(sequential, between - start);
                together = Math.min(together, System.nanoTime() - between);
            }
            return (double) sequential / together;
        }
    }
}
