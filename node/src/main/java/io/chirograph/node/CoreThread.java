package io.chirograph.node;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// The one thread that owns a replica's state: runs tasks in the order they come, and a tick when the
/// wished time has come and nothing else waits.
///
/// Nobody ever waits to hand over a task: the log thread reports commits here, and the core thread may wait
/// for room in the log. So the queue has no bound of its own; its producers have ([Intake] lets so many
/// frames of a peer through, commits and blocks are bounded by the window of heights).
/// Thread-safe but for [#wakeAt(long)].
public final class CoreThread implements Executor, AutoCloseable {
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final LongSupplier nanoClock;
    private final Consumer<Throwable> onFailure;
    private final Thread thread;

    private Runnable tick = () -> {};

    private long wakeNanos;
    private boolean wakeWished;
    private volatile boolean stopped;

    /// @param onFailure told what a task threw; the thread ends then, since its state can't be trusted
    public CoreThread(LongSupplier nanoClock, Consumer<Throwable> onFailure) {
        this.nanoClock = nanoClock;
        this.onFailure = onFailure;
        this.thread = Thread.ofPlatform().name("core").unstarted(this::loop);
    }

    /// Tasks given before are run now.
    /// @param tick what to run when the wished time has come
    public void start(Runnable tick) {
        this.tick = tick;
        thread.start();
    }

    /// Wishes a tick at this time of the clock, in place of the former wish. Core thread only.
    public void wakeAt(long nanos) {
        wakeNanos = nanos;
        wakeWished = true;
    }

    /// @throws RejectedExecutionException when the thread has ended
    @Override
    public void execute(Runnable task) {
        if (stopped) {
            throw new RejectedExecutionException("the node stops");
        }
        tasks.add(task);
    }

    int waiting() {
        return tasks.size();
    }

    private void loop() {
        try {
            while (!stopped) {
                next().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            onFailure.accept(e);
        } finally {
            stopped = true;
        }
    }

    private Runnable next() throws InterruptedException {
        if (!wakeWished) {
            return tasks.take();
        }
        Runnable task = tasks.poll(wakeNanos - nanoClock.getAsLong(), TimeUnit.NANOSECONDS);
        if (task != null) {
            return task;
        }
        wakeWished = false;
        return tick;
    }

    /// Lets the tasks that wait run, then ends the thread and waits for it.
    @Override
    public void close() {
        if (!stopped) {
            execute(() -> stopped = true);
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
