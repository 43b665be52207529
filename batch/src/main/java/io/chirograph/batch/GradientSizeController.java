package io.chirograph.batch;

/// Chooses the smallest batch that keeps up with what comes in, so that nothing waits for company it does
/// not need.
///
/// A batch of n items takes a + b·n, with a and b fitted to the batches seen ([CostModel]); b is the gradient
/// of the time over the size. When λ items come in a second, batches of n keep the worker busy for
/// λ·(a + b·n) / n of the time; the size is the n for which that is [#BUSY]. When items wait already, the
/// size grows to take them all, but never so far that a batch would take longer than the latency allowed:
/// beyond that, larger batches only make everyone wait. More than 1 % failures halve the size, as a batch
/// that fails whole must not take many with it.
public final class GradientSizeController implements SizeController {
    /// How busy the worker may be before batches grow.
    private static final double BUSY = 0.7;

    private static final double ERROR_RATE_MAX = ClassicSizeController.ERROR_RATE_MAX;

    /// How far a rate that falls is followed at once; one that rises is followed wholly.
    private static final double FALL = 0.25;

    private final SizeRange range;
    private final long latencyNanosMax;
    private final long periodNanos;
    private final CostModel cost = new CostModel();

    private int size;
    private boolean isStarted;
    private long sinceNanos;
    private long waitingBefore;
    private long done;
    private double perNano;
    private double errorRate;

    /// @param latencyNanosMax longest time that one batch should take
    /// @param periodNanos over how long the rate of what comes in is measured
    public GradientSizeController(SizeRange range, long latencyNanosMax, long periodNanos) {
        if (latencyNanosMax < 1 || periodNanos < 1) {
            throw new IllegalArgumentException(
                    "a latency and a period of at least 1 ns are needed, not %d and %d"
                            .formatted(latencyNanosMax, periodNanos));
        }
        this.range = range;
        this.latencyNanosMax = latencyNanosMax;
        this.periodNanos = periodNanos;
        this.size = range.min();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void observe(BatchOutcome outcome) {
        cost.add(outcome.count(), outcome.nanos());
        measureRate(outcome);
        errorRate += ((double) outcome.failed() / outcome.count() - errorRate) / 8;
        if (errorRate > ERROR_RATE_MAX) {
            size = range.clamp(size / 2.0);
            return;
        }
        double needed = Math.max(sizeToKeepUp(), outcome.waitingCount());
        size = range.clamp(Math.min(Math.ceil(needed), sizeInLatency()));
    }

    private void measureRate(BatchOutcome outcome) {
        if (!isStarted) {
            isStarted = true;
            sinceNanos = outcome.startNanos();
            waitingBefore = outcome.count();
        }
        done += outcome.count();
        long nanos = outcome.endNanos() - sinceNanos;
        if (nanos < periodNanos) {
            return;
        }
        double came = Math.max(0, done + outcome.waitingCount() - waitingBefore);
        double now = came / nanos;
        perNano = now > perNano ? now : perNano + FALL * (now - perNano);
        sinceNanos = outcome.endNanos();
        waitingBefore = outcome.waitingCount();
        done = 0;
    }

    private double sizeToKeepUp() {
        double room = BUSY - perNano * cost.itemNanos();
        return room <= 0 ? range.max() : perNano * cost.fixedNanos() / room;
    }

    private double sizeInLatency() {
        double room = latencyNanosMax - cost.fixedNanos();
        if (cost.itemNanos() == 0) {
            return range.max();
        }
        return Math.max(1, room / cost.itemNanos());
    }
}
