package io.chirograph.batch;

/// The classic rule: after each period the size doubles when throughput was below 80 % of a target, and
/// halves when it was above 120 %, or when more than 1 % of the items failed. It knows nothing of what is
/// asked for, so it doubles when there is little to do; [GradientSizeController] does better.
public final class ClassicSizeController implements SizeController {
    public static final double TARGET_PER_SECOND_DEFAULT = 1_000;
    public static final double ERROR_RATE_MAX = 0.01;

    private static final double LOW = 0.8;
    private static final double HIGH = 1.2;
    private static final double SIZE_WITHOUT_LOAD = 100;

    private final SizeRange range;
    private final double targetPerSecond;
    private final long periodNanos;

    private int size;
    private boolean isStarted;
    private long sinceNanos;
    private long done;
    private long failed;

    /// @param targetPerSecond items that should be done in a second
    /// @param periodNanos how long is measured before the size changes
    /// @param load from 0, idle, to 1, fully busy; the first size is 100 · (1 − load)
    public ClassicSizeController(
            SizeRange range, double targetPerSecond, long periodNanos, double load) {
        if (!(targetPerSecond > 0) || periodNanos < 1 || !(load >= 0 && load <= 1)) {
            throw new IllegalArgumentException(
                    "a target above 0, a period of at least 1 ns and a load of 0 to 1 are needed, not %s, %d and %s"
                            .formatted(targetPerSecond, periodNanos, load));
        }
        this.range = range;
        this.targetPerSecond = targetPerSecond;
        this.periodNanos = periodNanos;
        this.size = range.clamp(SIZE_WITHOUT_LOAD * (1 - load));
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void observe(BatchOutcome outcome) {
        if (!isStarted) {
            isStarted = true;
            sinceNanos = outcome.startNanos();
        }
        done += outcome.count();
        failed += outcome.failed();
        long nanos = outcome.endNanos() - sinceNanos;
        if (nanos < periodNanos) {
            return;
        }
        double perSecond = done * 1e9 / nanos;
        if (failed > done * ERROR_RATE_MAX || perSecond > targetPerSecond * HIGH) {
            size = range.clamp(size / 2.0);
        } else if (perSecond < targetPerSecond * LOW) {
            size = range.clamp(size * 2.0);
        }
        sinceNanos = outcome.endNanos();
        done = 0;
        failed = 0;
    }
}
