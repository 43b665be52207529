package io.chirograph.benchmarks.store;

import java.util.SplittableRandom;

/// Numbers below a count, the i-th most frequent about 1/i^0.99 as often as the first, spread over
/// the whole range so that hot ones are no neighbours. After Gray et al., "Quickly generating
/// billion-record synthetic databases", SIGMOD 1994. Immutable.
final class Zipf {
    private static final double SKEW = 0.99;

    private final int count;
    private final double zeta;
    private final double alpha = 1 / (1 - SKEW);
    private final double eta;

    Zipf(int count) {
        this.count = count;
        double sum = 0;
        for (int i = 1; i <= count; i++) {
            sum += 1 / Math.pow(i, SKEW);
        }
        this.zeta = sum;
        double two = 1 + Math.pow(0.5, SKEW);
        this.eta = (1 - Math.pow(2.0 / count, 1 - SKEW)) / (1 - two / zeta);
    }

    int next(SplittableRandom random) {
        double uniform = random.nextDouble();
        double scaled = uniform * zeta;
        long rank;
        if (scaled < 1) {
            rank = 0;
        } else if (scaled < 1 + Math.pow(0.5, SKEW)) {
            rank = 1;
        } else {
            rank = (long) (count * Math.pow(eta * uniform - eta + 1, alpha));
        }
        return (int) Math.floorMod(Records.mix(rank), (long) count);
    }
}
