package io.chirograph.ledger;

import io.chirograph.proof.BlockHeader;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;
import io.chirograph.types.UInt256;
import java.util.List;

/// A block: its header and the transactions in it. Ours have no ommers and no withdrawals.
///
/// @param hash the header's
/// @param ommers headers of blocks that lost against an ancestor, under proof of work
/// @param withdrawals what the beacon chain pays out here
public record Block(
        BlockHeader header,
        Hash32 hash,
        List<SentTransaction> transactions,
        List<BlockHeader> ommers,
        List<Withdrawal> withdrawals) {
    /// Headers have the withdrawals' root from Shanghai on.
    private static final int FIELD_COUNT_SHANGHAI = 17;

    public Block {
        transactions = List.copyOf(transactions);
        ommers = List.copyOf(ommers);
        withdrawals = List.copyOf(withdrawals);
    }

    /// One of ours.
    public Block(BlockHeader header, Hash32 hash, List<SentTransaction> transactions) {
        this(header, hash, transactions, List.of(), List.of());
    }

    public long height() {
        return header.number();
    }

    /// Wall-clock time in milliseconds since 1970; of block 0 only to the second.
    public long timestampMillis() {
        return height() == 0 ? header.timestamp() * 1000 : UInt256.of(header.extraData()).toLong();
    }

    /// Whether blocks of this one's fork have a list of withdrawals, be it empty.
    public boolean hasWithdrawals() {
        return header.fieldCount() >= FIELD_COUNT_SHANGHAI;
    }

    /// Ethereum's encoding: `[header, transactions, ommers, withdrawals]`.
    public Bytes encode() {
        return RlpWriter.list(w -> {
            w.encoded(header.toRlp())
                    .beginList(this::writeTransactions)
                    .beginList(list -> ommers.forEach(ommer -> list.encoded(ommer.toRlp())));
            if (hasWithdrawals()) {
                w.beginList(list -> withdrawals.forEach(each -> each.write(list)));
            }
        });
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
