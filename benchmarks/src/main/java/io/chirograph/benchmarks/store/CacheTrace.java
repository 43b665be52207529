package io.chirograph.benchmarks.store;

import java.util.Locale;
import java.util.SplittableRandom;

/// Which blocks a workload reads, one after the other.
enum CacheTrace {
    /// A few blocks are read most of the time, the same all the while.
    ZIPF("skewed reads, the same blocks popular all the while") {
        @Override
        int block(int read, Shape shape, SplittableRandom random) {
            return shape.zipf().next(random);
        }
    },
    /// A hot set of half the cache, and now and then every block once in order.
    SCAN("a hot set of half the cache; every block once in order now and then") {
        @Override
        int block(int read, Shape shape, SplittableRandom random) {
            int period = 3 * shape.blocks();
            int inPeriod = read % period;
            return inPeriod < shape.blocks() ? inPeriod : random.nextInt(shape.cachedBlocks() / 2);
        }
    },
    /// Half as many blocks again as the cache has room for, in a circle.
    LOOP("a circle through half as many blocks again as the cache holds") {
        @Override
        int block(int read, Shape shape, SplittableRandom random) {
            return read % (shape.cachedBlocks() * 3 / 2);
        }
    },
    /// A hot set of three quarters of the cache that becomes another one eight times.
    SHIFTING("a hot set of three quarters of the cache, another one eight times") {
        @Override
        int block(int read, Shape shape, SplittableRandom random) {
            int hot = shape.cachedBlocks() * 3 / 4;
            int shifts = (int) ((long) read * SHIFTS / shape.reads());
            return (shifts * hot + random.nextInt(hot)) % shape.blocks();
        }
    };

    private static final int SHIFTS = 8;

    /// What a trace has to know of the store it reads.
    ///
    /// @param blocks in all
    /// @param cachedBlocks for how many the cache has room
    /// @param reads how long the trace is
    record Shape(int blocks, int cachedBlocks, int reads, Zipf zipf) {}

    private final String description;

    CacheTrace(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }

    String rowName() {
        return "cache-" + name().toLowerCase(Locale.ROOT);
    }

    /// @param read how many were before
    abstract int block(int read, Shape shape, SplittableRandom random);
}
