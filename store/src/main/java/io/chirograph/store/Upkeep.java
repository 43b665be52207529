package io.chirograph.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/// Does the work behind the commits, by one of three sorts of [Labour].
final class Upkeep {
    /// Who does it.
    sealed interface Labour {
        /// Three threads: log, flush, compaction.
        record Threads(ThreadFactory factory) implements Labour {}

        /// The committer itself, before its commit returns.
        record Committer() implements Labour {}

        /// A task given to `later`, for all commits by then; whoever has to wait does it at once. All on
        /// one thread.
        record Later(Executor later) implements Labour {}
    }

    private final Tree tree;
    private final LogFiles log;
    private final CommitOrder order;
    private final Labour labour;
    private final List<Thread> threads = new ArrayList<>();
    private final Semaphore flushWork = new Semaphore(0);
    private final Semaphore compactionWork = new Semaphore(0);
    private volatile boolean stopping;

    /// Whether a task is on its way; of [Labour.Later] only.
    private boolean isPlanned;

    Upkeep(Tree tree, LogFiles log, CommitOrder order, Labour labour) {
        this.tree = tree;
        this.log = log;
        this.order = order;
        this.labour = labour;
    }

    /// Begins, with what recovery found waiting.
    void start() {
        switch (labour) {
            case Labour.Threads(ThreadFactory factory) -> {
                startThread(factory, order::writeGroups);
                startThread(factory, () -> workOn(flushWork, this::flushAll));
                startThread(factory, () -> workOn(compactionWork, this::compactAll));
                flushWork.release();
                compactionWork.release();
            }
            case Labour.Committer _, Labour.Later _ -> workHere();
        }
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

    /// A commit of at most `bytes` comes: nobody else would make room for it while it waits.
    void beforeCommit(long bytes) {
        if (labour instanceof Labour.Later && !order.hasRoomFor(bytes)) {
            workHere();
        }
    }

    void afterCommit() {
        switch (labour) {
            case Labour.Threads _ -> {
                if (tree.frozenCount() > 0) {
                    flushWork.release();
                }
            }
            case Labour.Committer _ -> workHere();
            case Labour.Later(Executor later) -> {
                if (!isPlanned) {
                    isPlanned = true;
                    later.execute(this::workAsPlanned);
                }
            }
        }
    }

    private void workAsPlanned() {
        isPlanned = false;
        if (!stopping) {
            workHere();
        }
    }

    /// Somebody is going to wait for what is in order.
    void beforeWait() {
        if (labour instanceof Labour.Later) {
            workHere();
        }
    }

    private void workHere() {
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
