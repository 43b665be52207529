package io.chirograph.node;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.pbft.Base;
import io.chirograph.consensus.pbft.DecidedBatch;
import io.chirograph.consensus.pbft.LogRecord;
import io.chirograph.consensus.pbft.Recovery;
import io.chirograph.consensus.pbft.SetChange;
import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.Ledger;
import io.chirograph.types.InvariantViolation;
import java.util.List;
import java.util.stream.LongStream;

/// What the agreement needs of the ledger when a node starts.
final class LedgerRecovery {
    private final Ledger ledger;

    LedgerRecovery(Ledger ledger) {
        this.ledger = ledger;
    }

    /// @param ordered which requests were ordered lately
    /// @param retentionMillis how far back the agreement remembers what was ordered
    Recovery read(List<LogRecord> votes, OrderedTable ordered, long retentionMillis) {
        long certified = ledger.certifiedHeight();
        Base base =
                certified == 0
                        ? new Base.Genesis()
                        : new Base.Certified(ledger.certificate(certified).orElseThrow());
        ExecutedBlock newest = ledger.head();
        long first = Math.max(1, certified);
        long since = newest.block().timestampMillis() - retentionMillis;
        Iterable<Recovery.Block> blocks =
                () ->
                        LongStream.rangeClosed(first, newest.height())
                                .mapToObj(this::block)
                                .iterator();
        // A block whose state came from another member has no batch here, but is among the ordered.
        long last = certified > 0 && ledger.archived(certified).isEmpty() ? certified : first - 1;
        return new Recovery(base, ordered.read(since, last), blocks, votes, decided(certified));
    }

    /// What the executed blocks decided about who agrees behind some block above `certified`.
    List<SetChange> decided(long certified) {
        return ledger.pendingHandover(certified).stream()
                .map(handover -> new SetChange(handover.height(), handover.next()))
                .toList();
    }

    private Recovery.Block block(long height) {
        ExecutedBlock executed = executed(height);
        long timestampMillis = executed.block().timestampMillis();
        Batch batch =
                ledger.archived(height)
                        .map(record -> DecidedBatch.fromRlp(record).batch())
                        .orElseGet(() ->
                                new Batch(
                                        executed.block().header().coinbase(),
                                        timestampMillis,
                                        List.of()));
        return new Recovery.Block(height, executed.hash(), timestampMillis, batch);
    }

    private ExecutedBlock executed(long height) {
        return ledger.executed(height)
                .orElseThrow(() -> new InvariantViolation("block " + height + " is missing"));
    }
}
