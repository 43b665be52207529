package io.chirograph.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.consensus.Batch;
import io.chirograph.types.Bytes;
import io.chirograph.types.RlpException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogRecordTest {
    private final TestNetwork network = new TestNetwork(4);
    private final Batch batch = network.batch(0, network.request(2, 1));
    private final ViewChange change =
            network.viewChange(2, 1, new Base.Genesis(), network.proof(0, 5, batch, 1, 2));
    private final List<LogRecord> ofHeight5 =
            List.of(
                    new LogRecord.BatchBody(5, batch),
                    new LogRecord.Accepted(network.proposal(0, 5, batch).vote()),
                    new LogRecord.Prepared(network.proof(0, 5, batch, 1, 2)));
    private final List<LogRecord> ofTheView =
            List.of(
                    new LogRecord.Changing(0, change),
                    new LogRecord.Changing(96, change),
                    new LogRecord.Entered(
                            0,
                            network.newView(
                                    1,
                                    network.viewChange(0, 1, new Base.Genesis()),
                                    network.viewChange(1, 1, new Base.Genesis()),
                                    change)));

    @Test
    void readsBackWhatWasWritten() {
        for (List<LogRecord> records : List.of(ofHeight5, ofTheView)) {
            for (LogRecord record : records) {
                assertThat(LogRecord.decode(record.encode())).isEqualTo(record);
            }
        }
    }

    @Test
    void keepsOneRecordOfASortForAHeightAndOneForTheView() {
        assertThat(ofHeight5).extracting(LogRecord::key).doesNotHaveDuplicates();
        assertThat(ofTheView.get(0).key()).isEqualTo(ofTheView.get(2).key());
        assertThat(new LogRecord.BatchBody(5, Batch.NULL).key())
                .isNotEqualTo(ofHeight5.getFirst().key());
    }

    @Test
    void keepsTheViewsOfDifferentValidatorSetsApart() {
        assertThat(ofTheView.get(1).key())
                .isNotEqualTo(ofTheView.get(0).key())
                .isNotEqualTo(new LogRecord.Changing(112, change).key());
    }

    @Test
    void ordersKeysByHeightSoThatALowerPartCanBePruned() {
        for (LogRecord record : ofHeight5) {
            assertThat(record.key()).isLessThan(LogRecord.firstKeyAbove(5));
            assertThat(record.key()).isGreaterThanOrEqualTo(LogRecord.firstKeyAbove(4));
        }
        for (LogRecord record : ofTheView) {
            assertThat(record.key()).isGreaterThan(LogRecord.firstKeyAbove(1L << 62));
        }
    }

    @Test
    void refusesBytesThatAreNoRecord() {
        assertThatThrownBy(() -> LogRecord.decode(Bytes.fromHex("c109")))
                .isInstanceOf(RlpException.class)
                .hasMessage("no log record has type 9");
    }

    @Test
    void readsAnArchivedBatchBack() {
        DecidedBatch decided = network.decided(5, batch, 0, 1, 2);

        assertThat(DecidedBatch.fromRlp(decided.toRlp())).isEqualTo(decided);
    }
}
