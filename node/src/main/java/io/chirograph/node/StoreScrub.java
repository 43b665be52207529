package io.chirograph.node;

import io.chirograph.store.ScrubReport;
import io.chirograph.store.ScrubReport.Damage;
import io.chirograph.store.Store;
import io.chirograph.store.StoreException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Reads all tables of the node's store again and again, no faster than allowed, and says in the log and
/// to the metrics what it found: rot is noticed while other copies are still whole. Thread-safe.
final class StoreScrub {
    private static final System.Logger LOG = System.getLogger(StoreScrub.class.getName());

    private final Store store;
    private final long bytesPerSecondMax;

    private final AtomicLong runs = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile int damagesFound;

    StoreScrub(Store store, long bytesPerSecondMax) {
        this.store = store;
        this.bytesPerSecondMax = bytesPerSecondMax;
    }

    /// @param timer a thread of which a run takes as long as it needs
    /// @param pause between the end of a run and the begin of the next one
    void schedule(ScheduledExecutorService timer, Duration pause) {
        timer.scheduleWithFixedDelay(
                this::run, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// One run.
    void run() {
        long begin = System.nanoTime();
        try {
            ScrubReport report = store.scrub(bytesPerSecondMax);
            report.damages().forEach(StoreScrub::log);
            bytes.addAndGet(report.bytes());
            damagesFound = report.damages().size();
            runs.incrementAndGet();
            LOG.log(
                    System.Logger.Level.INFO,
                    "store scrubbed files={0} bytes={1} damages={2} millis={3}",
                    Integer.toString(report.files()),
                    Long.toString(report.bytes()),
                    Integer.toString(report.damages().size()),
                    Long.toString(Duration.ofNanos(System.nanoTime() - begin).toMillis()));
        } catch (StoreException e) {
            // The store closes, or its disk refuses, which whoever writes learns of too.
            LOG.log(System.Logger.Level.WARNING, "scrub ended early: {0}", e.getMessage());
        }
    }

    private static void log(Damage damage) {
        LOG.log(
                System.Logger.Level.ERROR,
                "store damaged file={0} offset={1}: {2}; stop the node and run chirograph store"
                        + " repair DIR --from COPY",
                damage.file(),
                Long.toString(damage.offset()),
                damage.problem());
    }

    /// Runs that came to an end.
    long runs() {
        return runs.get();
    }

    /// Read by these.
    long bytes() {
        return bytes.get();
    }

    /// Of the last run.
    int damagesFound() {
        return damagesFound;
    }
}
