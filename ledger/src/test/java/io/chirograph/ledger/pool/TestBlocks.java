package io.chirograph.ledger.pool;

import io.chirograph.ledger.Block;
import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.SkippedTransaction;
import io.chirograph.ledger.execution.LogsBloom;
import io.chirograph.proof.BlockHeader;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.List;

/// Blocks as the pool hears of them; their headers say nothing.
final class TestBlocks {
    private static final BlockHeader HEADER =
            new BlockHeader(
                    Hash32.ZERO,
                    Hash32.ZERO,
                    Address.ZERO,
                    Hash32.ZERO,
                    Hash32.ZERO,
                    Hash32.ZERO,
                    LogsBloom.EMPTY,
                    UInt256.ZERO,
                    1,
                    30_000_000,
                    0,
                    0,
                    Bytes.EMPTY,
                    Hash32.ZERO,
                    Bytes.owning(new byte[BlockHeader.NONCE_BYTES]),
                    UInt256.ZERO,
                    Hash32.ZERO,
                    0,
                    0,
                    Hash32.ZERO,
                    Hash32.ZERO,
                    BlockHeader.FIELD_COUNT_NEWEST);

    private TestBlocks() {}

    static ExecutedBlock including(List<SentTransaction> included) {
        return new ExecutedBlock(new Block(HEADER, HEADER.hash(), included), List.of(), List.of());
    }

    static ExecutedBlock skipping(SentTransaction sent, SkippedTransaction.Cause cause) {
        return of(List.of(), sent, cause);
    }

    static ExecutedBlock of(
            List<SentTransaction> included,
            SentTransaction skipped,
            SkippedTransaction.Cause cause) {
        return new ExecutedBlock(
                new Block(HEADER, HEADER.hash(), included),
                List.of(),
                List.of(new SkippedTransaction(skipped.transaction().hash(), cause, "because")));
    }
}
