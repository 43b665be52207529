package io.chirograph.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParallelBatchTest {
    private final ForkJoinPool pool = new ForkJoinPool(4);
    private final ParallelBatch parallel =
            ParallelBatch.on(pool, 2, System::nanoTime, new BatchMetrics(System.nanoTime()));

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    private static List<Integer> items(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static List<Object> values(List<ParallelBatch.Outcome<Integer>> outcomes) {
        return outcomes.stream()
                .map(outcome ->
                        switch (outcome) {
                            case ParallelBatch.Outcome.Done(Integer value) -> (Object) value;
                            case ParallelBatch.Outcome.Failed(RuntimeException reason) ->
                                    String.valueOf(reason.getMessage());
                        })
                .toList();
    }

    @Test
    void givesResultsInTheOrderOfTheItems() {
        List<Integer> items = items(1_000);
        assertThat(values(parallel.process(items, item -> item))).isEqualTo(items);
    }

    @Test
    void letsAnItemFailAlone() {
        var outcomes =
                parallel.process(
                        items(5),
                        item -> {
                            if (item == 3) {
                                throw new IllegalStateException("no three");
                            }
                            return item;
                        });
        assertThat(values(outcomes)).containsExactly(0, 1, 2, "no three", 4);
        assertThat(parallel.metrics().snapshot(System.nanoTime()).failed()).isEqualTo(1);
    }

    /// Each of the four threads waits for the other three, so all of them must have got work.
    @Test
    void spreadsOneBatchOverAllThreads() {
        CountDownLatch all = new CountDownLatch(4);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        parallel.process(
                items(8),
                item -> {
                    if (threads.add(Thread.currentThread())) {
                        all.countDown();
                    }
                    try {
                        all.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return item;
                });
        assertThat(threads).hasSize(4);
    }

    @Test
    void mayBeCalledFromWithinItsPool() {
        var nested =
                parallel.process(
                        items(8), _ -> values(parallel.process(items(8), item -> item)).size());
        assertThat(values(nested)).containsOnly(8).hasSize(8);
    }

    @Test
    void worksInOrderOnTheCallersThreadWhenSequential() {
        Thread caller = Thread.currentThread();
        var outcomes =
                ParallelBatch.sequential()
                        .process(
                                items(3),
                                item -> caller.equals(Thread.currentThread()) ? item : -1);
        assertThat(values(outcomes)).containsExactly(0, 1, 2);
        assertThat(ParallelBatch.sequential().process(List.of(), item -> item)).isEmpty();
    }
}
