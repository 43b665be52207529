package io.chirograph.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InTurnTest {
    private final List<Integer> done = new ArrayList<>();

    @Test
    void runsItsTasksOneAfterTheOtherBesideTheirGiver() throws InterruptedException {
        CountDownLatch given = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(4);
                InTurn inTurn = new InTurn(threads)) {
            inTurn.add(() -> await(given));
            IntStream.range(0, 1_000).forEach(i -> inTurn.add(() -> done.add(i)));
            given.countDown();
            inTurn.await();
            assertThat(done).containsExactlyElementsOf(IntStream.range(0, 1_000).boxed().toList());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void tellsOfTheFirstFailureAndLeavesOutWhatComesBehind() {
        try (InTurn inTurn = new InTurn(Runnable::run)) {
            inTurn.add(() -> done.add(1));
            inTurn.add(() -> {
                throw new LedgerException("the second fails");
            });
            inTurn.add(() -> done.add(3));
            assertThatThrownBy(inTurn::await)
                    .isInstanceOf(LedgerException.class)
                    .hasMessage("the second fails");
        }
        assertThat(done).containsExactly(1);
    }

    @Test
    void isClosedWhenNothingRunsAnyMore() {
        try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
            try (InTurn inTurn = new InTurn(threads)) {
                IntStream.range(0, 1_000).forEach(i -> inTurn.add(() -> done.add(i)));
            }
            assertThat(done).hasSize(1_000);
        }
    }
}
