package io.chirograph.benchmarks.execution;

import io.chirograph.benchmarks.harness.BenchmarkRow;
import io.chirograph.benchmarks.harness.BenchmarkRow.Better;
import io.chirograph.benchmarks.harness.Quiet;
import io.chirograph.ledger.ExecutionStage;
import io.chirograph.types.Bytes;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;

/// Two ledgers in turn execute the same blocks: one with a worker for each further processor, one without any.
/// Signatures are checked in the stage before, and both must come to the same blocks: each transaction succeeds.
final class ExecutionSuite {
    private static final String SEQUENTIAL = "sequential";
    private static final String WHOLE = "whole block";

    private final Path directory;
    private final Bytes tokenCode;
    private final Load load;
    private final int count;
    private final int warmUp;
    private final int rounds;
    private final ExecutorService threads;
    private final int workers;
    private final PrintWriter progress;
    private long nonce;

    ExecutionSuite(
            Path directory,
            Bytes tokenCode,
            int count,
            int warmUp,
            int rounds,
            ExecutorService threads,
            int workers,
            PrintWriter progress) {
        this.directory = directory;
        this.tokenCode = tokenCode;
        this.load = new Load(count);
        this.count = count;
        this.warmUp = warmUp;
        this.rounds = rounds;
        this.threads = threads;
        this.workers = workers;
        this.progress = progress;
    }

    private interface Block {
        List<Bytes> envelopes(long nonce);
    }

    List<BenchmarkRow> run() {
        try (TestLedger parallel = open("parallel", workers);
                TestLedger sequential = open(SEQUENTIAL, 0)) {
            List<BenchmarkRow> rows = new ArrayList<>();
            rows.add(compare("parallel-disjoint", load::tokensToOwn, 1.7, parallel, sequential));
            rows.add(compare("parallel-conflict", load::tokensToOne, 0.9, parallel, sequential));
            rows.add(stateRoot(parallel));
            return rows;
        }
    }

    private TestLedger open(String name, int ownWorkers) {
        return new TestLedger(
                directory.resolve(name),
                load.senders(),
                tokenCode,
                load.tokenSlots(),
                threads,
                ownWorkers);
    }

    private BenchmarkRow compare(
            String name, Block block, double goal, TestLedger parallel, TestLedger sequential) {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        List<Double> whole = new ArrayList<>();
        for (int round = -warmUp; round < rounds; round++) {
            List<Bytes> envelopes = block.envelopes(nonce++);
            Map<ExecutionStage, Double> fast = execute(parallel, envelopes);
            Map<ExecutionStage, Double> slow = execute(sequential, envelopes);
            progress.println(name + ": " + millis(fast) + " ms, in order " + millis(slow));
            progress.flush();
            if (round >= 0) {
                ours.add(perSecond(of(fast, ExecutionStage.EXECUTING)));
                theirs.add(perSecond(of(slow, ExecutionStage.EXECUTING)));
                whole.add(of(slow, ExecutionStage.DONE) / of(fast, ExecutionStage.DONE));
            }
        }
        return new BenchmarkRow(
                name,
                "transfers/s",
                Better.HIGHER,
                ours,
                Map.of(SEQUENTIAL, theirs),
                Optional.of(SEQUENTIAL),
                OptionalDouble.of(goal),
                OptionalDouble.empty(),
                "the stage of execution; the whole block is made %.2f times as fast"
                        .formatted(BenchmarkRow.median(whole)));
    }

    /// Nothing of the block before is under way: what its store still compacts would be counted here.
    private static Map<ExecutionStage, Double> execute(TestLedger ledger, List<Bytes> envelopes) {
        Quiet.await();
        return ledger.execute(envelopes);
    }

    private static String millis(Map<ExecutionStage, Double> taken) {
        Map<ExecutionStage, Long> rounded = new LinkedHashMap<>();
        taken.forEach((stage, nanos) -> rounded.put(stage, Math.round(nanos / 1e6)));
        return rounded.toString();
    }

    private double perSecond(double nanos) {
        return count * 1e9 / nanos;
    }

    private static double of(Map<ExecutionStage, Double> taken, ExecutionStage stage) {
        return taken.getOrDefault(stage, Double.NaN);
    }

    /// The share of updating flat state and tries in the time of a block of plain transfers.
    private BenchmarkRow stateRoot(TestLedger ledger) {
        List<Double> update = new ArrayList<>();
        List<Double> whole = new ArrayList<>();
        for (int round = -warmUp; round < rounds; round++) {
            Map<ExecutionStage, Double> taken = execute(ledger, load.transfers(nonce++));
            progress.println("state-root: " + millis(taken) + " ms");
            progress.flush();
            if (round >= 0) {
                update.add(of(taken, ExecutionStage.UPDATING_STATE) / 1e6);
                whole.add(of(taken, ExecutionStage.DONE) / 1e6);
            }
        }
        return new BenchmarkRow(
                "state-root",
                "ms",
                Better.LOWER,
                update,
                Map.of(WHOLE, whole),
                Optional.of(WHOLE),
                OptionalDouble.of(0.25),
                OptionalDouble.empty(),
                count + " plain transfers between " + 2 * count + " accounts");
    }
}
