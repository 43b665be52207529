package io.chirograph.network.overlay;

/// How much somebody may still cost: so much at once, and what it grows by since. Told the time; single-owner.
final class Allowance {
    private final long max;
    private final long perSecond;
    private long left;
    private long sinceMillis;

    /// @param max at once
    Allowance(long max, long perSecond, long nowMillis) {
        this.max = max;
        this.perSecond = perSecond;
        this.left = max;
        this.sinceMillis = nowMillis;
    }

    /// @return false, and takes nothing, when there is less than `amount`
    boolean take(long amount, long nowMillis) {
        long grown = (nowMillis - sinceMillis) * perSecond / 1_000;
        if (grown > 0) {
            left = Math.min(max, left + grown);
            sinceMillis = nowMillis;
        } else if (nowMillis < sinceMillis) {
            sinceMillis = nowMillis; // the clock was set back
        }
        if (left < amount) {
            return false;
        }
        left -= amount;
        return true;
    }
}
