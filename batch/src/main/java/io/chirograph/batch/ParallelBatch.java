package io.chirograph.batch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// Works on a batch's items with all cores: the batch is halved again and again, and whoever is idle steals a
/// half. Results come in the order of the items, and an item that fails does so alone. Thread-safe.
public final class ParallelBatch {
    /// What became of an item.
    public sealed interface Outcome<R> {
        record Done<R>(R value) implements Outcome<R> {}

        /// @param reason what the work threw
        record Failed<R>(RuntimeException reason) implements Outcome<R> {}
    }

    private interface Splitter {
        void run(int count, IntRange work);
    }

    private interface IntRange {
        void accept(int from, int to);
    }

    private final Splitter splitter;
    private final LongSupplier nanoClock;
    private final BatchMetrics metrics;

    private ParallelBatch(Splitter splitter, LongSupplier nanoClock, BatchMetrics metrics) {
        this.splitter = splitter;
        this.nanoClock = nanoClock;
        this.metrics = metrics;
    }

    /// On the threads of `pool`; a caller that is one of them takes part.
    ///
    /// @param grainCount so many items are not split further, since a split costs about a microsecond
    public static ParallelBatch on(
            ForkJoinPool pool, int grainCount, LongSupplier nanoClock, BatchMetrics metrics) {
        if (grainCount < 1) {
            throw new IllegalArgumentException("a grain has at least 1 item, not " + grainCount);
        }
        return new ParallelBatch(
                (count, work) -> split(pool, new Part(0, count, grainCount, work)),
                nanoClock,
                metrics);
    }

    /// On the caller's thread, one item after the other: for a simulation.
    public static ParallelBatch sequential() {
        return new ParallelBatch(
                (count, work) -> work.accept(0, count), () -> 0, new BatchMetrics(0));
    }

    private static void split(ForkJoinPool pool, Part whole) {
        if (whole.isSmall()) {
            whole.compute();
        } else {
            pool.invoke(whole);
        }
    }

    private static final class Part extends RecursiveAction {
        private static final long serialVersionUID = 1;

        private final int from;
        private final int to;
        private final int grainCount;
        private final transient IntRange work;

        Part(int from, int to, int grainCount, IntRange work) {
            this.from = from;
            this.to = to;
            this.grainCount = grainCount;
            this.work = work;
        }

        boolean isSmall() {
            return to - from <= grainCount;
        }

        @Override
        protected void compute() {
            if (isSmall()) {
                work.accept(from, to);
            } else {
                int middle = (from + to) >>> 1;
                invokeAll(
                        new Part(from, middle, grainCount, work),
                        new Part(middle, to, grainCount, work));
            }
        }
    }

    /// Applies `work` to each of `items`, and waits until all are done.
    ///
    /// @param work called by several threads at once
    public <T, R> List<Outcome<R>> process(List<T> items, Function<T, R> work) {
        if (items.isEmpty()) {
            return List.of();
        }
        long startNanos = nanoClock.getAsLong();
        List<Optional<Outcome<R>>> slots =
                new ArrayList<>(Collections.nCopies(items.size(), Optional.empty()));
        splitter.run(
                items.size(),
                (from, to) ->
                        IntStream.range(from, to)
                                .forEach(i ->
                                        slots.set(i, Optional.of(attempt(items.get(i), work)))));
        List<Outcome<R>> outcomes = slots.stream().map(Optional::orElseThrow).toList();
        int failed = (int) outcomes.stream().filter(each -> each instanceof Outcome.Failed).count();
        metrics.record(
                new BatchOutcome(items.size(), failed, startNanos, nanoClock.getAsLong(), 0));
        return outcomes;
    }

    private static <T, R> Outcome<R> attempt(T item, Function<T, R> work) {
        try {
            return new Outcome.Done<>(work.apply(item));
        } catch (RuntimeException e) {
            return new Outcome.Failed<>(e);
        }
    }

    public BatchMetrics metrics() {
        return metrics;
    }
}
