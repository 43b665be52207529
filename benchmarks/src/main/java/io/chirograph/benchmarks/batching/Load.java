package io.chirograph.benchmarks.batching;

import java.util.Random;

/// How many items come in over time; each at random, independently of the others.
enum Load {
    /// Little, then from one moment on a lot.
    STEP {
        @Override
        double perSecond(double second) {
            return second < 10 ? 100 : 20_000;
        }
    },
    /// More and more, up to nine tenths of what the worker can do at all.
    RAMP {
        @Override
        double perSecond(double second) {
            return 50 + 45_000 * second / SECONDS;
        }
    },
    /// Little, but for half a second in five much more than the worker can do.
    BURST {
        @Override
        double perSecond(double second) {
            return second % 5 < 0.5 ? 60_000 : 500;
        }
    };

    private static final int SECONDS = 30;

    abstract double perSecond(double second);

    long endNanos() {
        return SECONDS * 1_000_000_000L;
    }

    long nextNanos(long nowNanos, Random random) {
        double gap = -Math.log(1 - random.nextDouble()) / perSecond(nowNanos / 1e9);
        return nowNanos + Math.max(1, (long) (gap * 1e9));
    }
}
