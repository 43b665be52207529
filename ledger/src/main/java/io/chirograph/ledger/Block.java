package io.chirograph.ledger;

import io.chirograph.proof.BlockHeader;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.List;

/// A block: its header and the transactions in it. It has no ommers and no withdrawals.
///
/// @param hash the header's
public record Block(BlockHeader header, Hash32 hash, List<SentTransaction> transactions) {
    public Block {
        transactions = List.copyOf(transactions);
    }

    public long height() {
        return header.number();
    }

    /// Wall-clock time in milliseconds since 1970; of block 0 only to the second.
    public long timestampMillis() {
        return height() == 0 ? header.timestamp() * 1000 : UInt256.of(header.extraData()).toLong();
    }

    /// Ethereum's encoding: `[header, transactions, ommers, withdrawals]`.
    public Bytes encode() {
        return RlpWriter.list(w ->
                w.encoded(header.toRlp())
                        .beginList(this::writeTransactions)
                        .beginList(none -> {})
                        .beginList(none -> {}));
    }

    private void writeTransactions(RlpWriter list) {
        for (SentTransaction sent : transactions) {
            Bytes envelope = sent.transaction().encode();
            if (sent.transaction().type() == 0) {
                list.encoded(envelope);
            } else {
                list.bytes(envelope);
            }
        }
    }
}
