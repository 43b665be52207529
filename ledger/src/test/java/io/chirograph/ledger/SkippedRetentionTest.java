package io.chirograph.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.consensus.Batch;
import io.chirograph.crypto.Hashes;
import io.chirograph.ledger.SkippedTransaction.Cause;
import io.chirograph.proof.BlockHeader;
import io.chirograph.store.KeyRange;
import io.chirograph.store.MemoryDisk;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.store.Transaction;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SkippedRetentionTest {
    private static final Hash32 EVERY_TIME = Hashes.keccak256(Bytes.ofUtf8("every time"));
    private static final int KEPT = 3;

    private final Store store = Store.openInline(new MemoryDisk(), StoreOptions.defaults(), 1);
    private final LedgerTables tables = LedgerTables.of(store);
    private final BlockArchive archive = new BlockArchive(tables, KEPT);

    @AfterEach
    void close() {
        store.close();
    }

    private static Hash32 only(long height) {
        return Hashes.keccak256(LedgerTables.heightKey(height));
    }

    private static BlockHeader header(long height) {
        BlockHeader header = GenesisBlock.of(TestChain.GENESIS).block().header();
        for (long next = 1; next <= height; next++) {
            header = BlockRules.begin(header, header.hash(), 0, Batch.NULL);
        }
        return header;
    }

    private void write(long height) {
        BlockHeader header = header(height);
        ExecutedBlock block =
                new ExecutedBlock(
                        new Block(header, header.hash(), List.of()),
                        List.of(),
                        List.of(
                                new SkippedTransaction(
                                        only(height), Cause.REJECTED, "at " + height),
                                new SkippedTransaction(
                                        EVERY_TIME, Cause.REJECTED, "at " + height)));
        try (Snapshot before = store.snapshot();
                Transaction transaction = store.begin()) {
            BlockWriter bulk = new BlockWriter(store, Runnable::run);
            archive.write(transaction, bulk, before, block, Bytes.EMPTY);
            bulk.finishIn(transaction);
            transaction.commit();
        }
    }

    private Optional<String> reason(Hash32 hash) {
        try (Snapshot view = store.snapshot()) {
            return archive.skipped(view, hash).map(SkippedTransaction::reason);
        }
    }

    @Test
    void forgetsReasonsThatAreTooOldAndKeepsTheNewestOfEach() {
        for (long height = 1; height <= 10; height++) {
            write(height);
        }
        assertThat(reason(only(7))).isEmpty();
        assertThat(reason(only(8))).contains("at 8");
        assertThat(reason(EVERY_TIME)).contains("at 10");
        try (Snapshot view = store.snapshot()) {
            assertThat(view.scan(tables.skipped(), KeyRange.all())).hasSize(KEPT);
            assertThat(view.scan(tables.skippedHeights(), KeyRange.all())).hasSize(KEPT + 1);
        }
    }
}
