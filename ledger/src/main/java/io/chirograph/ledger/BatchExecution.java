package io.chirograph.ledger;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.evm.BlockContext;
import io.chirograph.evm.WorldState;
import io.chirograph.ledger.SkippedTransaction.Cause;
import io.chirograph.ledger.TransactionReader.Read;
import io.chirograph.ledger.execution.Outcome;
import io.chirograph.ledger.execution.TransactionProcessor;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Executes the transactions of one batch in their order, on top of a state that it only reads. What it
/// finds depends on batch, block context and state alone. Single-owner, for one batch.
final class BatchExecution {
    /// Blob transactions: their blobs would have to be kept beside the chain, which nobody does here.
    private static final int BLOB_TYPE = 3;

    /// For how many items of a batch the reason is kept: a member that sends nothing but invalid ones gets
    /// no more of everyone's disk.
    private static final int SKIPPED_MAX = 16_384;

    /// One of what the batch holds, in its order.
    private sealed interface Item {
        record Candidate(SentTransaction sent) implements Item {}

        record Skip(SkippedTransaction skipped) implements Item {}
    }

    private final TransactionProcessor processor;
    private final BlockContext context;
    private final WorldState parent;
    private final List<SentTransaction> included = new ArrayList<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private final List<SkippedTransaction> skipped = new ArrayList<>();
    private final Set<Hash32> seen = new HashSet<>();
    private BlockState state;
    private long gasUsed;

    BatchExecution(TransactionProcessor processor, BlockContext context, WorldState parent) {
        this.processor = processor;
        this.context = context;
        this.parent = parent;
        this.state = new BlockState(parent);
    }

    void run(
            Batch batch,
            TransactionReader reader,
            OptimisticExecution.Crew crew,
            Consumer<ExecutionStage> stages) {
        stages.accept(ExecutionStage.READING);
        List<Bytes> envelopes = new ArrayList<>();
        for (Request request : batch.requests()) {
            switch (Bundle.decode(request.payload())) {
                case Bundle.Decoded.Valid(Bundle bundle) -> envelopes.addAll(bundle.envelopes());
                case Bundle.Decoded.Invalid(String reason) ->
                        skip(request.hash(), Cause.MALFORMED, reason);
            }
        }
        List<Item> items = reader.readAll(envelopes).stream().map(this::item).toList();
        List<SentTransaction> candidates =
                items.stream()
                        .filter(Item.Candidate.class::isInstance)
                        .map(item -> ((Item.Candidate) item).sent())
                        .toList();
        stages.accept(ExecutionStage.EXECUTING);
        try (OptimisticExecution execution =
                new OptimisticExecution(processor, context, candidates, parent, crew)) {
            state = execution.state();
            int place = 0;
            for (Item item : items) {
                switch (item) {
                    case Item.Skip(SkippedTransaction skip) ->
                            skip(skip.hash(), skip.cause(), skip.reason());
                    case Item.Candidate(SentTransaction sent) -> execute(sent, place++, execution);
                }
            }
            execution.end();
        }
    }

    private Item item(Read read) {
        if (!(read instanceof Read.Valid(SentTransaction sent))) {
            Read.Invalid invalid = (Read.Invalid) read;
            return new Item.Skip(
                    new SkippedTransaction(invalid.hash(), Cause.MALFORMED, invalid.reason()));
        }
        Hash32 hash = sent.transaction().hash();
        if (!seen.add(hash)) {
            return new Item.Skip(
                    new SkippedTransaction(hash, Cause.DUPLICATE, "it comes twice in its block"));
        }
        return sent.transaction().type() == BLOB_TYPE
                ? new Item.Skip(
                        new SkippedTransaction(
                                hash, Cause.MALFORMED, "blob transactions are not supported"))
                : new Item.Candidate(sent);
    }

    private void execute(SentTransaction sent, int place, OptimisticExecution execution) {
        Transaction transaction = sent.transaction();
        long gasLeft = context.gasLimit() - gasUsed;
        if (Long.compareUnsigned(transaction.gasLimit(), gasLeft) > 0) {
            skip(
                    transaction.hash(),
                    Cause.BLOCK_FULL,
                    "its gas limit is %s, block %d has %d left"
                            .formatted(
                                    Long.toUnsignedString(transaction.gasLimit()),
                                    context.number(),
                                    gasLeft));
            return;
        }
        switch (execution.take(place)) {
            case Outcome.Rejected(String reason) ->
                    skip(transaction.hash(), Cause.REJECTED, reason);
            case Outcome.Executed executed -> include(sent, executed);
        }
    }

    private void include(SentTransaction sent, Outcome.Executed outcome) {
        gasUsed += outcome.gasUsed();
        included.add(sent);
        receipts.add(Receipt.of(sent.transaction().type(), outcome, gasUsed));
    }

    private void skip(Hash32 hash, Cause cause, String reason) {
        if (skipped.size() < SKIPPED_MAX) {
            skipped.add(new SkippedTransaction(hash, cause, reason));
        }
    }

    BlockState state() {
        return state;
    }

    List<SentTransaction> included() {
        return included;
    }

    List<Receipt> receipts() {
        return receipts;
    }

    List<SkippedTransaction> skipped() {
        return skipped;
    }

    long gasUsed() {
        return gasUsed;
    }
}
