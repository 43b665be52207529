package io.chirograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.consensus.pbft.DecidedBatch;
import io.chirograph.consensus.pbft.Effect;
import io.chirograph.consensus.pbft.Recovery.Ordered;
import io.chirograph.crypto.SigningKey;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrderedTableTest {
    private static final long RETENTION_MILLIS = 1_000;
    private static final Hash32 GENESIS = Hash32.ZERO;

    private final SigningKey key = SigningKey.generate(new SecureRandom());

    @TempDir private Path directory;
    private Store store;
    private OrderedTable table;
    private long requestNumber;

    @BeforeEach
    void open() {
        store = Store.open(directory, StoreOptions.defaults());
        table = new OrderedTable(store, RETENTION_MILLIS);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Request request(long timestampMillis) {
        return Request.sign(GENESIS, key, requestNumber++, timestampMillis, Bytes.EMPTY);
    }

    private void keep(long height, long timestampMillis, Request... executed) {
        Batch batch = new Batch(key.address(), timestampMillis, List.of(executed));
        table.keep(
                new Effect.Deliver(
                        new DecidedBatch(height, 0, batch, new TreeMap<>()),
                        timestampMillis,
                        List.of(executed),
                        List.of()));
    }

    private static Ordered ordered(Request request) {
        return new Ordered(request.hash(), request.timestampMillis());
    }

    @Test
    void givesBackInTheOrderOfBlocksWhatWasOrdered() {
        Request first = request(10);
        Request second = request(5);
        Request third = request(20);
        keep(9, 300, first, second);
        keep(10, 300, third);
        assertThat(table.read(0, 10))
                .containsExactly(ordered(first), ordered(second), ordered(third));
    }

    @Test
    void isTheSameAfterTheStoreWasOpenedAgain() {
        Request request = request(10);
        keep(1, 100, request);
        store.close();
        open();
        assertThat(table.read(0, 1)).containsExactly(ordered(request));
    }

    @Test
    void leavesOutBlocksAboveTheHeightThatIsAskedFor() {
        Request below = request(10);
        keep(1, 100, below);
        keep(2, 200, request(11));
        assertThat(table.read(0, 1)).containsExactly(ordered(below));
    }

    @Test
    void leavesOutBlocksBeforeTheTimeThatIsAskedFor() {
        Request after = request(11);
        keep(1, 100, request(10));
        keep(2, 200, after);
        assertThat(table.read(200, 2)).containsExactly(ordered(after));
    }

    @Test
    void aBlockWrittenAgainCountsOnce() {
        Request request = request(10);
        keep(1, 100, request);
        keep(1, 100, request);
        assertThat(table.read(0, 1)).containsExactly(ordered(request));
    }

    @Test
    void forgetsWhatIsOlderThanTheRetentionAndNothingElse() {
        Request kept = request(12);
        Request last = request(13);
        keep(1, 999, request(11));
        keep(255, 1_000, kept);
        keep(256, 2_000, last);
        assertThat(table.read(0, 256)).containsExactly(ordered(kept), ordered(last));
    }
}
