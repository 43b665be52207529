package io.chirograph.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// The work behind the commits: writing the log, flushing, compacting.
final class Upkeep {
    /// Who does it.
    sealed interface Workers {}

    /// One thread for the log, some for flushes, one for compaction.
    record Threads(ThreadFactory factory) implements Workers {}

    /// The committer itself before its commit returns.
    record Inline() implements Workers {}

    /// Whoever calls [#writeLog()], [#flushNext()] and [#compactNext()], in any order: a simulation
    /// of the three threads.
    record Stepped() implements Workers {}

    /// A task given to `executor`, for all commits by then; whoever has to wait does it at once. All on one
    /// thread.
    record Later(Executor executor) implements Workers {}

    /// Without a commit for so long the store is at rest.
    private static final long REST_MILLIS = 1000;

    /// More of them go to tables at rest.
    private static final int LOG_SEGMENTS_AT_REST_MAX = 2;

    private final Tree tree;
    private final LogFiles log;
    private final CommitOrder order;
    private final Workers workers;
    private final int flushThreads;
    private final WritePacing pacing;
    private final LongAdder paced = new LongAdder();
    private final List<Thread> threads = new ArrayList<>();
    private final Semaphore flushWork = new Semaphore(0);
    private final Semaphore compactionWork = new Semaphore(0);
    private volatile boolean stopping;

    /// Whether a task is on its way; of [Later] only.
    private boolean isPlanned;

    /// @param checkpoints how many threads flush, where there are threads
    Upkeep(Tree tree, LogFiles log, CommitOrder order, Workers workers, Checkpoints checkpoints) {
        this.tree = tree;
        this.log = log;
        this.order = order;
        this.workers = workers;
        this.flushThreads = checkpoints.threads();
        this.pacing = new WritePacing(checkpoints.frozenMax());
    }

    /// Begins, with what recovery found waiting.
    void start() {
        switch (workers) {
            case Threads(ThreadFactory factory) -> {
                startThread(factory, order::writeGroups);
                for (int i = 0; i < flushThreads; i++) {
                    startThread(factory, () -> workOn(flushWork, this::flushAll));
                }
                startThread(factory, this::compactUntilStopped);
                flushWork.release(flushThreads);
                compactionWork.release();
            }
            case Inline() -> workInline();
            case Later _ -> workInline();
            case Stepped() -> {}
        }
    }

    private void startThread(ThreadFactory factory, Runnable work) {
        Thread thread = factory.newThread(() -> stopCommitsOnFailure(work));
        threads.add(thread);
        thread.start();
    }

    private void stopCommitsOnFailure(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            order.fail(e);
        }
    }

    private void workOn(Semaphore signal, Runnable work) {
        while (!stopping) {
            signal.acquireUninterruptibly();
            work.run();
        }
    }

    private void flushAll() {
        Optional<Memtable> memtable = tree.takeForFlush();
        while (memtable.isPresent() && !stopping) {
            order.awaitDurable(memtable.get().lastVersion());
            tree.flush(memtable.get(), log);
            order.roomMade();
            compactionWork.release();
            memtable = tree.takeForFlush();
        }
    }

    private void compactAll() {
        boolean more = true;
        while (more && !stopping) {
            more = tree.compact(log);
        }
    }

    /// Compacts when there is something to; more eagerly when commits came but filled no memory table
    /// for a while; and when no commit came either, also what else takes space: the log's files, and
    /// versions and deletions that nobody needs.
    private void compactUntilStopped() {
        long latest = order.latest();
        boolean rested = false;
        while (!stopping) {
            if (awaitCompactionWork()) {
                compactAll();
                rested = false;
            } else if (order.latest() != latest) {
                latest = order.latest();
                compactCalmly();
                rested = false;
            } else if (!rested) {
                rest();
                rested = true;
            }
        }
    }

    private void compactCalmly() {
        boolean more = true;
        while (more && !stopping && compactionWork.availablePermits() == 0) {
            more = tree.compactWhenCalm(log);
        }
    }

    /// @return false when there was none for a while
    private boolean awaitCompactionWork() {
        try {
            boolean due = compactionWork.tryAcquire(REST_MILLIS, TimeUnit.MILLISECONDS);
            compactionWork.drainPermits();
            return due;
        } catch (InterruptedException e) {
            // Nobody has a reason to interrupt it; it ends when the store is closed.
            return false;
        }
    }

    private void rest() {
        if (log.segmentCount() > LOG_SEGMENTS_AT_REST_MAX) {
            order.freeze();
            flushWork.release();
        }
        boolean more = true;
        while (more && !stopping) {
            more = tree.compactAtRest(log);
        }
        log.rest();
    }

    /// Brings what is in order to tables.
    void checkpoint() {
        if (workers instanceof Threads) {
            order.awaitFlushed(order.latest(), flushWork::release);
        } else {
            workInline();
            order.freeze();
            workInline();
        }
    }

    /// Lets a committer that waits anyway be slower while work piles up.
    void pace(Waiter waiter) {
        if (!(workers instanceof Threads)
                || !pacing.mayWait(tree.tableCount(), tree.frozenCount())) {
            return;
        }
        long nanos =
                pacing.nanos(tree.tableCount(), tree.frozenCount(), tree.fill(), order.syncNanos());
        if (nanos > 0) {
            waiter.pause(nanos);
            paced.increment();
        }
    }

    /// Commits that waited so.
    long paced() {
        return paced.sum();
    }

    /// A commit of at most `bytes` comes: nobody else would make room for it while it waits.
    void beforeCommit(long bytes) {
        if (workers instanceof Later && !order.hasRoomFor(bytes)) {
            workInline();
        }
    }

    /// Somebody is going to wait for what is in order.
    void beforeWait() {
        if (workers instanceof Later) {
            workInline();
        }
    }

    void afterCommit() {
        switch (workers) {
            case Threads _ -> {
                if (tree.waitingForFlush() > 0 && flushWork.availablePermits() == 0) {
                    flushWork.release();
                }
            }
            case Inline() -> workInline();
            case Later(Executor executor) -> {
                if (!isPlanned) {
                    isPlanned = true;
                    executor.execute(this::workAsPlanned);
                }
            }
            case Stepped() -> {}
        }
    }

    private void workAsPlanned() {
        isPlanned = false;
        if (!stopping) {
            workInline();
        }
    }

    /// What the log's thread does next, if anything.
    void writeLog() {
        stopCommitsOnFailure(order::writeWaiting);
    }

    /// What the flush thread does next, unless it would have to wait for the log.
    void flushNext() {
        boolean ready =
                tree.nextFlushVersion().stream().anyMatch(version -> version <= order.durable());
        if (ready) {
            stopCommitsOnFailure(() -> {
                tree.takeForFlush().ifPresent(memtable -> tree.flush(memtable, log));
                order.roomMade();
            });
        }
    }

    /// What the compaction thread does next, if anything.
    void compactNext() {
        stopCommitsOnFailure(() -> tree.compact(log));
    }

    private void workInline() {
        try {
            order.writeWaiting();
            flushAll();
            compactAll();
        } catch (RuntimeException | Error e) {
            order.fail(e);
            throw e;
        }
    }

    /// Returns when the commits in order are written and all threads have ended.
    void stop() {
        order.close();
        stopping = true;
        tree.stopMerging();
        flushWork.release(flushThreads);
        compactionWork.release();
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
