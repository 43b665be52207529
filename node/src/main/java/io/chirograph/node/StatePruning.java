package io.chirograph.node;

import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.Pruned;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/// Lets the ledger forget old states while the node runs, as the operator chose. A pass reads the whole live state,
/// so passes come only when enough blocks have become too old, and take a tenth of the time at most. Thread-safe.
final class StatePruning implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StatePruning.class.getName());

    /// Which part of the kept blocks may be kept besides before a pass begins.
    private static final long SLACK_DIVISOR = 8;

    private static final long REST_FOR_WORK = 9;

    private final Ledger ledger;
    private final long historyBlocks;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile boolean stopped;
    private volatile long restUntilNanos;

    /// @param historyBlocks how many states below the newest are kept
    /// @param executor runs one pass at a time, for long
    StatePruning(Ledger ledger, long historyBlocks, Executor executor, LongSupplier nanoTime) {
        this.ledger = ledger;
        this.historyBlocks = historyBlocks;
        this.executor = executor;
        this.nanoTime = nanoTime;
        this.restUntilNanos = nanoTime.getAsLong();
    }

    /// A block became certified.
    void onCertified() {
        long tooOld = ledger.certifiedHeight() - historyBlocks - ledger.oldestStateHeight();
        if (tooOld > historyBlocks / SLACK_DIVISOR
                && !stopped
                && nanoTime.getAsLong() - restUntilNanos >= 0
                && running.compareAndSet(false, true)) {
            executor.execute(this::prune);
        }
    }

    private void prune() {
        long startNanos = nanoTime.getAsLong();
        try {
            Pruned pruned =
                    ledger.pruneStates(ledger.certifiedHeight() - historyBlocks, () -> !stopped);
            if (pruned.complete()) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "states forgotten below={0} removed={1}",
                        Long.toString(pruned.oldestHeight()),
                        Long.toString(pruned.removed()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Old states stay a while longer; a store that fails stops the node by itself.
            LOG.log(System.Logger.Level.ERROR, "old states could not be forgotten", e);
        } finally {
            long now = nanoTime.getAsLong();
            restUntilNanos = now + REST_FOR_WORK * (now - startNanos);
            running.set(false);
        }
    }

    /// Asks a pass that runs to end.
    @Override
    public void close() {
        stopped = true;
    }
}
