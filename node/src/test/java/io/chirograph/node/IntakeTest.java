package io.chirograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.network.Lane;
import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final int FRAMES = 10_000;

    @Test
    void checksFramesOfALaneInTheOrderTheyCameWhateverTheNumberOfWorkers() throws Exception {
        List<Integer> checked = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(FRAMES);
        try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
            Intake intake =
                    new Intake(
                            workers,
                            (peer, frame) -> {
                                checked.add(numberIn(frame));
                                all.countDown();
                            },
                            (peer, lane, open) -> {});
            IntStream.range(0, FRAMES).forEach(i -> intake.receive(1, Lane.SYNC, frame(i)));
            assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(checked).isEqualTo(IntStream.range(0, FRAMES).boxed().toList());
    }

    @Test
    void closesTheLaneOfAPeerThatIsTooFastAndOpensItWhenItHasCaughtUp() {
        List<Runnable> tasks = new ArrayList<>();
        List<Boolean> valve = new ArrayList<>();
        Intake intake =
                new Intake(
                        tasks::add,
                        (peer, frame) -> {},
                        (peer, lane, open) -> {
                            assertThat(peer).isEqualTo(3);
                            assertThat(lane).isEqualTo(Lane.VOTES);
                            valve.add(open);
                        });
        for (int i = 0; i < 5_000; i++) {
            intake.receive(3, Lane.VOTES, frame(i));
        }
        assertThat(valve).containsExactly(false);
        while (!tasks.isEmpty()) {
            tasks.removeFirst().run();
        }
        assertThat(valve).containsExactly(false, true);
    }

    private static Bytes frame(int number) {
        return Bytes.ofUtf8(Integer.toString(number));
    }

    private static int numberIn(Bytes frame) {
        return Integer.parseInt(frame.toUtf8());
    }
}
