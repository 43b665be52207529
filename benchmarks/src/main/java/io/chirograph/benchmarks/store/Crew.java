package io.chirograph.benchmarks.store;

import io.chirograph.benchmarks.harness.BenchmarkException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/// Threads that all do the same for a while: first to warm up, then measured.
///
/// @param threads how many
/// @param virtual whether they are virtual threads
record Crew(int threads, boolean virtual) {
    private static final long NANOS_MAX = Duration.ofMinutes(1).toNanos();

    /// What one thread does again and again.
    interface Work extends AutoCloseable {
        /// @return how many operations it did
        long run();

        @Override
        void close();
    }

    /// @param perSecond operations of all threads together
    /// @param nanos what a call of [Work#run] took
    record Pace(double perSecond, long operations, Histogram nanos) {
        double p99Millis() {
            return nanos.getValueAtPercentile(99) / 1e6;
        }
    }

    private enum Phase {
        WARM_UP,
        MEASURED,
        OVER
    }

    /// One thread's part. The histogram is the thread's own until it ends.
    private static final class Member implements Runnable {
        private final Work work;
        private final Shared shared;
        private final Histogram nanos = new Histogram(NANOS_MAX, 2);
        private long operations;

        Member(Work work, Shared shared) {
            this.work = work;
            this.shared = shared;
        }

        @Override
        public void run() {
            try (work) {
                shared.ready.countDown();
                while (shared.phase == Phase.WARM_UP) {
                    work.run();
                }
                while (shared.phase == Phase.MEASURED) {
                    long begin = System.nanoTime();
                    operations += work.run();
                    nanos.recordValue(Math.min(NANOS_MAX, System.nanoTime() - begin));
                }
            } catch (RuntimeException | Error e) {
                shared.failures.add(e);
                shared.phase = Phase.OVER;
            }
        }
    }

    private static final class Shared {
        private final CountDownLatch ready;
        private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        private volatile Phase phase = Phase.WARM_UP;

        Shared(int threads) {
            this.ready = new CountDownLatch(threads);
        }
    }

    /// @param work makes what the thread of that index does
    /// @throws BenchmarkException when any thread's work failed
    Pace run(Duration warmUp, Duration measured, IntFunction<Work> work) {
        Shared shared = new Shared(threads);
        List<Member> members = new ArrayList<>();
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Member member = new Member(work.apply(i), shared);
            members.add(member);
            running.add(
                    virtual
                            ? Thread.ofVirtual().start(member)
                            : Thread.ofPlatform().daemon().start(member));
        }
        try {
            shared.ready.await();
            pause(shared, warmUp);
            long begin = System.nanoTime();
            shared.phase = shared.phase == Phase.OVER ? Phase.OVER : Phase.MEASURED;
            pause(shared, measured);
            shared.phase = Phase.OVER;
            double seconds = (System.nanoTime() - begin) / 1e9;
            for (Thread thread : running) {
                thread.join();
            }
            throwFailure(shared);
            return sum(members, seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            shared.phase = Phase.OVER;
            throw new BenchmarkException("interrupted", e);
        }
    }

    private static void pause(Shared shared, Duration duration) {
        long until = System.nanoTime() + duration.toNanos();
        long left = duration.toNanos();
        while (left > 0 && shared.phase != Phase.OVER && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(left);
            left = until - System.nanoTime();
        }
    }

    private static void throwFailure(Shared shared) {
        for (Throwable failure : shared.failures) {
            throw new BenchmarkException("the work failed: " + failure, failure);
        }
    }

    private static Pace sum(List<Member> members, double seconds) {
        Histogram nanos = new Histogram(NANOS_MAX, 2);
        long operations = 0;
        for (Member member : members) {
            nanos.add(member.nanos);
            operations += member.operations;
        }
        return new Pace(operations / seconds, operations, nanos);
    }
}
