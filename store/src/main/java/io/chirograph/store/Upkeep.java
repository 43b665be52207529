package io.chirograph.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/// Who does the work behind the commits: three threads (log, flush, compaction), or, without any,
/// the committer itself before its commit returns.
final class Upkeep {
    private final Tree tree;
    private final LogFiles log;
    private final CommitOrder order;
    private final Optional<ThreadFactory> factory;
    private final List<Thread> threads = new ArrayList<>();
    private final Semaphore flushWork = new Semaphore(0);
    private final Semaphore compactionWork = new Semaphore(0);
    private volatile boolean stopping;

    Upkeep(Tree tree, LogFiles log, CommitOrder order, Optional<ThreadFactory> factory) {
        this.tree = tree;
        this.log = log;
        this.order = order;
        this.factory = factory;
    }

    /// Begins, with what recovery found waiting.
    void start() {
        factory.ifPresentOrElse(
                some -> {
                    startThread(some, order::writeGroups);
                    startThread(some, () -> workOn(flushWork, this::flushAll));
                    startThread(some, () -> workOn(compactionWork, this::compactAll));
                    flushWork.release();
                    compactionWork.release();
                },
                this::workInline);
    }

    private void startThread(ThreadFactory some, Runnable work) {
        Thread thread =
                some.newThread(() -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error e) {
                        order.fail(e);
                    }
                });
        threads.add(thread);
        thread.start();
    }

    private void workOn(Semaphore signal, Runnable work) {
        while (!stopping) {
            signal.acquireUninterruptibly();
            signal.drainPermits();
            work.run();
        }
    }

    private void flushAll() {
        Optional<Long> version = tree.nextFlushVersion();
        while (version.isPresent() && !stopping) {
            order.awaitDurable(version.get());
            tree.flush(log);
            order.roomMade();
            compactionWork.release();
            version = tree.nextFlushVersion();
        }
    }

    private void compactAll() {
        boolean more = true;
        while (more && !stopping) {
            more = tree.compact(log);
        }
    }

    void afterCommit() {
        if (factory.isEmpty()) {
            workInline();
        } else if (tree.frozenCount() > 0) {
            flushWork.release();
        }
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
        flushWork.release();
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
