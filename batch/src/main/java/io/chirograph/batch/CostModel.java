package io.chirograph.batch;

/// What a batch costs by its size: a fixed part that its items share, and a part for each item. Least
/// squares over the batches seen, later ones counting more. Single-owner.
final class CostModel {
    /// A batch counts half after so many further ones.
    private static final double HALF_LIFE_BATCHES = 32;

    private static final double DECAY = Math.pow(0.5, 1 / HALF_LIFE_BATCHES);

    private double weight;
    private double counts;
    private double nanos;
    private double squares;
    private double products;

    private double fixedNanos;
    private double itemNanos;

    void add(int count, long batchNanos) {
        weight = weight * DECAY + 1;
        counts = counts * DECAY + count;
        nanos = nanos * DECAY + batchNanos;
        squares = squares * DECAY + (double) count * count;
        products = products * DECAY + (double) count * batchNanos;
        fit();
    }

    private void fit() {
        double meanCount = counts / weight;
        double meanNanos = nanos / weight;
        double variance = squares / weight - meanCount * meanCount;
        if (variance > 1e-3 * meanCount * meanCount) {
            double slope = (products / weight - meanCount * meanNanos) / variance;
            itemNanos = Math.max(0, Math.min(slope, meanNanos / meanCount));
        }
        // With sizes all alike the slope stays what it was: the fixed part takes up the difference.
        fixedNanos = Math.max(0, meanNanos - itemNanos * meanCount);
    }

    /// What a batch costs whatever is in it; 0 before the first.
    double fixedNanos() {
        return fixedNanos;
    }

    /// What each item adds.
    double itemNanos() {
        return itemNanos;
    }

    /// What the items would have cost one by one, to what they cost in their batches: at least 1.
    double efficiency() {
        if (weight == 0 || fixedNanos + itemNanos == 0) {
            return 1;
        }
        double meanCount = counts / weight;
        return meanCount * (fixedNanos + itemNanos) / (fixedNanos + itemNanos * meanCount);
    }
}
