package io.chirograph.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.evm.Log;
import io.chirograph.ledger.execution.LogsBloom;
import io.chirograph.ledger.execution.Outcome;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.store.Transaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogIndexTest {
    private static final Address BUSY = TestSender.named("busy").address();
    private static final Hash32 RARE = UInt256.of(5).toHash32();
    private static final int HEIGHTS = 10;

    private final Store store = Store.openInline(new MemoryDisk(), StoreOptions.defaults(), 1);
    private final LogIndex index = new LogIndex(LedgerTables.of(store), new LogIndex.Limits(5, 3));
    private final List<ExecutedBlock> blocks =
            IntStream.range(0, HEIGHTS).mapToObj(LogIndexTest::block).toList();

    /// Each block has one log of the same contract; the topic is the height.
    private static ExecutedBlock block(int height) {
        List<Log> logs =
                List.of(new Log(BUSY, List.of(UInt256.of(height).toHash32()), Bytes.EMPTY));
        Receipt receipt =
                new Receipt(
                        0,
                        true,
                        1,
                        1,
                        UInt256.ZERO,
                        LogsBloom.of(logs),
                        logs,
                        new Outcome.CreatedContract.None(),
                        "");
        return new ExecutedBlock(
                GenesisBlock.of(TestChain.GENESIS).block(), List.of(receipt), List.of());
    }

    @BeforeEach
    void addBlocks() {
        BlockWriter bulk = new BlockWriter(store, Runnable::run);
        for (int height = 0; height < HEIGHTS; height++) {
            index.add(bulk, height, blocks.get(height).receipts());
        }
        try (Transaction transaction = store.begin()) {
            bulk.finishIn(transaction);
            transaction.commit();
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    private FoundLogs search(long to, List<Address> addresses, List<List<Hash32>> topics) {
        try (Snapshot view = store.snapshot()) {
            return index.search(
                    view,
                    new LogFilter(0, to, addresses, topics),
                    height -> blocks.get((int) height));
        }
    }

    @Test
    void aRareTopicNarrowsASearchWhoseAddressIsEverywhere() {
        assertThat(search(HEIGHTS, List.of(BUSY), List.of(List.of(RARE))))
                .isInstanceOfSatisfying(
                        FoundLogs.All.class, all -> assertThat(all.entries()).hasSize(1));
    }

    @Test
    void saysWhenTooManyBlocksOrLogsMatch() {
        assertThat(search(HEIGHTS, List.of(BUSY), List.of()))
                .isEqualTo(new FoundLogs.TooMany("blocks with such logs", 5));
        assertThat(search(4, List.of(BUSY), List.of())).isEqualTo(new FoundLogs.TooMany("logs", 3));
        assertThat(search(2, List.of(BUSY), List.of())).isInstanceOf(FoundLogs.All.class);
    }
}
