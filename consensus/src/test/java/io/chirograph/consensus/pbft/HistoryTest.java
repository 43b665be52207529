package io.chirograph.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final long START = TestNetwork.WALL_MILLIS;
    private static final long HOUR = 3_600_000;

    private final TestNetwork network = new TestNetwork(4);
    private final History history = new History(PbftConfig.defaults());

    private Request at(long timestampMillis) {
        return network.request(2, 1, timestampMillis, Bytes.ofUtf8("x"));
    }

    private Batch batch(long timestampMillis, Request... requests) {
        return new Batch(network.members(0).address(0), timestampMillis, List.of(requests));
    }

    @Test
    void neverLetsTimeGoBack() {
        history.append(batch(START));

        assertThat(history.append(batch(START - 5)).timestampMillis()).isEqualTo(START);
        assertThat(history.append(Batch.NULL).timestampMillis()).isEqualTo(START);
    }

    @Test
    void selectsARequestOnce() {
        assertThat(history.append(batch(START, at(START))).requests()).hasSize(1);

        History.Selection again = history.append(batch(START + HOUR, at(START)));

        assertThat(again.requests()).isEmpty();
        assertThat(again.skipped())
                .extracting(SkippedRequest::reason)
                .containsExactly(Refusal.DUPLICATE);
    }

    @Test
    void refusesByAgeWhatItForgot() {
        history.append(batch(START, at(START)));
        History.Selection late = history.append(batch(START + HOUR + 5_000, at(START)));

        assertThat(history.contains(at(START).hash())).isFalse();
        assertThat(late.skipped())
                .extracting(SkippedRequest::reason)
                .containsExactly(Refusal.TOO_OLD);
    }

    @Test
    void selectsLaterWhatCameTooEarly() {
        Request early = at(START + 20_000);

        assertThat(history.append(batch(START, early)).skipped())
                .extracting(SkippedRequest::reason)
                .containsExactly(Refusal.FROM_THE_FUTURE);
        assertThat(history.append(batch(START + 15_000, early)).requests()).containsExactly(early);
    }

    @Test
    void decidesTheSameAfterARestartWithWhatIsRetained() {
        List<Recovery.Block> blocks = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long time = START + i * 60_000L;
            Batch batch = batch(time, at(time), at(time + 9_000));
            history.append(batch);
            blocks.add(new Recovery.Block(i + 1, Hash32.ZERO, time, batch));
        }
        long newest = blocks.getLast().timestampMillis();
        History restored = new History(PbftConfig.defaults());
        blocks.stream()
                .filter(block ->
                        block.timestampMillis() >= newest - PbftConfig.defaults().retentionMillis())
                .forEach(restored::restore);

        for (long time = newest - 2 * HOUR; time <= newest; time += 1_000) {
            Batch probe = batch(newest, at(time));
            History.Selection expected = history.append(probe);
            assertThat(restored.append(probe)).isEqualTo(expected);
        }
    }
}
