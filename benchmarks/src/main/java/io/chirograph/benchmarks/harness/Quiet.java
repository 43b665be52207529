package io.chirograph.benchmarks.harness;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Lets what earlier work left behind (a store's compaction, compilation, garbage) come to its end, so that the next
/// work has the processors for itself and pays for its own garbage only.
public final class Quiet {
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /// Of a processor.
    private static final double BUSY_MIN = 0.05;

    private Quiet() {}

    /// Returns when this process is next to idle, or after five seconds, and has no garbage.
    public static void await() {
        awaitIdle();
        System.gc();
        awaitIdle();
    }

    private static void awaitIdle() {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < deadline) {
            long cpu = system.getProcessCpuTime();
            long start = System.nanoTime();
            LockSupport.parkNanos(INTERVAL.toNanos());
            double busy = (double) (system.getProcessCpuTime() - cpu) / (System.nanoTime() - start);
            if (busy < BUSY_MIN) {
                return;
            }
        }
    }
}
