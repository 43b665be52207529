package io.chirograph.ledger;

import io.chirograph.types.Hash32;
import java.util.List;

/// A block and what came of executing its batch.
///
/// @param receipts one for each transaction of the block, in their order
/// @param skipped what the batch held besides
public record ExecutedBlock(Block block, List<Receipt> receipts, List<SkippedTransaction> skipped) {
    public ExecutedBlock {
        receipts = List.copyOf(receipts);
        skipped = List.copyOf(skipped);
    }

    public long height() {
        return block.height();
    }

    public Hash32 hash() {
        return block.hash();
    }
}
