package io.chirograph.ledger;

import static io.chirograph.ledger.LedgerTables.get;
import static io.chirograph.ledger.LedgerTables.heightKey;
import static io.chirograph.ledger.LedgerTables.put;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chirograph.crypto.Hashes;
import io.chirograph.evm.Log;
import io.chirograph.ledger.SkippedTransaction.Cause;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.proof.BlockHeader;
import io.chirograph.store.KeyRange;
import io.chirograph.store.KeyValue;
import io.chirograph.store.ReadView;
import io.chirograph.store.Table;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.InvariantViolation;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The blocks, and where to find what is in them. The recently used ones are kept in memory. Thread-safe.
final class BlockArchive {
    private static final long CACHED_BYTES_MAX = 64L << 20;
    private static final int OVERHEAD_BYTES =
            1_024; // of a block, a transaction and a log, generously

    private final LedgerTables tables;
    private final long skippedHeightsKept;
    private final Cache<Long, ExecutedBlock> recent =
            Caffeine.newBuilder()
                    .maximumWeight(CACHED_BYTES_MAX)
                    .weigher((Long height, ExecutedBlock block) -> weight(block))
                    .executor(Runnable::run)
                    .build();

    /// @param skippedHeightsKept for how many blocks the reasons of skipped transactions can be asked
    BlockArchive(LedgerTables tables, long skippedHeightsKept) {
        this.tables = tables;
        this.skippedHeightsKept = skippedHeightsKept;
    }

    private static int weight(ExecutedBlock executed) {
        long bytes = OVERHEAD_BYTES;
        for (SentTransaction sent : executed.block().transactions()) {
            bytes += OVERHEAD_BYTES + sent.transaction().encode().size();
        }
        for (Receipt receipt : executed.receipts()) {
            for (Log log : receipt.logs()) {
                bytes += OVERHEAD_BYTES + log.data().size();
            }
        }
        bytes += (long) OVERHEAD_BYTES * executed.skipped().size();
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    /// Adds everything of the block but its log index and its state: what finds it to `transaction`, the rest
    /// to `bulk`.
    /// @param record of the batch; empty for block 0, which has none
    void write(
            io.chirograph.store.Transaction transaction,
            BlockWriter bulk,
            ReadView before,
            ExecutedBlock executed,
            Bytes record) {
        Block block = executed.block();
        Bytes key = heightKey(block.height());
        if (!record.isEmpty()) {
            bulk.put(tables.batches(), key, record);
        }
        bulk.put(tables.bodies(), key, RlpWriter.list(w -> writeBody(w, block)));
        for (int i = 0; i < executed.receipts().size(); i++) {
            bulk.put(
                    tables.receipts(),
                    receiptKey(key, i),
                    RlpWriter.list(executed.receipts().get(i)::write));
        }
        put(transaction, tables.headers(), key, block.header().toRlp());
        put(transaction, tables.heights(), block.hash().bytes(), key);
        for (int i = 0; i < block.transactions().size(); i++) {
            long index = i;
            put(
                    transaction,
                    tables.places(),
                    block.transactions().get(i).transaction().hash().bytes(),
                    RlpWriter.list(w -> w.number(block.height()).number(index)));
        }
        writeSkipped(transaction, before, executed);
    }

    /// `executed` is committed, and likely to be asked for.
    void remember(ExecutedBlock executed) {
        recent.put(executed.height(), executed);
    }

    /// Takes all out that [#write] and certificates added for the newest block.
    void remove(
            io.chirograph.store.Transaction transaction, ReadView view, ExecutedBlock executed) {
        byte[] key = heightKey(executed.height()).toArray();
        for (Table table :
                List.of(
                        tables.batches(),
                        tables.bodies(),
                        tables.headers(),
                        tables.certificates(),
                        tables.skipped())) {
            transaction.delete(table, key);
        }
        transaction.delete(tables.heights(), executed.hash().toArray());
        List<SentTransaction> transactions = executed.block().transactions();
        for (int i = 0; i < transactions.size(); i++) {
            transaction.delete(
                    tables.receipts(), receiptKey(heightKey(executed.height()), i).toArray());
            transaction.delete(tables.places(), transactions.get(i).transaction().hash().toArray());
        }
        removeSkipped(transaction, view, executed);
        recent.invalidate(executed.height());
    }

    /// What the block skipped may have been skipped before: then that is the last time again.
    private void removeSkipped(
            io.chirograph.store.Transaction transaction, ReadView view, ExecutedBlock executed) {
        Set<Hash32> hashes = new HashSet<>();
        executed.skipped().forEach(skipped -> hashes.add(skipped.hash()));
        hashes.forEach(hash -> transaction.delete(tables.skippedHeights(), hash.toArray()));
        if (hashes.isEmpty()) {
            return;
        }
        KeyRange before = KeyRange.lessThan(heightKey(executed.height()).toArray());
        for (KeyValue row : view.scanBackward(tables.skipped(), before)) {
            Bytes height = Bytes.owning(row.key());
            for (SkippedTransaction skipped :
                    elements(Bytes.owning(row.value()), BlockArchive::readSkipped)) {
                if (hashes.remove(skipped.hash())) {
                    put(transaction, tables.skippedHeights(), skipped.hash().bytes(), height);
                }
            }
            if (hashes.isEmpty()) {
                return;
            }
        }
    }

    static Bytes receiptKey(Bytes heightKey, int index) {
        return Bytes.concat(
                heightKey, Bytes.owning(ByteBuffer.allocate(Integer.BYTES).putInt(index).array()));
    }

    private static void writeBody(RlpWriter list, Block block) {
        for (SentTransaction sent : block.transactions()) {
            list.beginList(w -> w.address(sent.sender()).bytes(sent.transaction().encode()));
        }
    }

    private void writeSkipped(
            io.chirograph.store.Transaction transaction, ReadView before, ExecutedBlock executed) {
        Bytes key = heightKey(executed.height());
        if (!executed.skipped().isEmpty()) {
            put(
                    transaction,
                    tables.skipped(),
                    key,
                    RlpWriter.list(w -> executed.skipped().forEach(s -> writeSkipped(w, s))));
        }
        for (SkippedTransaction skipped : executed.skipped()) {
            put(transaction, tables.skippedHeights(), skipped.hash().bytes(), key);
        }
        long outdated = executed.height() - skippedHeightsKept;
        if (outdated < 1) {
            return;
        }
        for (SkippedTransaction skipped : skipped(before, outdated)) {
            Bytes last = heightKey(outdated);
            if (get(before, tables.skippedHeights(), skipped.hash().bytes())
                    .equals(Optional.of(last))) {
                transaction.delete(tables.skippedHeights(), skipped.hash().toArray());
            }
        }
        transaction.delete(tables.skipped(), heightKey(outdated).toArray());
    }

    private static void writeSkipped(RlpWriter list, SkippedTransaction skipped) {
        list.beginList(w ->
                w.hash(skipped.hash())
                        .number(skipped.cause().code())
                        .bytes(Bytes.ofUtf8(skipped.reason())));
    }

    private List<SkippedTransaction> skipped(ReadView view, long height) {
        return get(view, tables.skipped(), heightKey(height))
                .map(rlp -> elements(rlp, BlockArchive::readSkipped))
                .orElse(List.of());
    }

    private static SkippedTransaction readSkipped(RlpReader list) {
        RlpReader fields = list.list();
        return new SkippedTransaction(
                fields.hash(), Cause.of(fields.number(Byte.MAX_VALUE)), fields.bytes().toUtf8());
    }

    /// All elements of a stored list. How many there may be was settled when it was written.
    private static <T> List<T> elements(Bytes rlp, Function<RlpReader, T> element) {
        RlpReader reader = RlpReader.list(rlp);
        List<T> elements = new ArrayList<>();
        while (reader.hasNext()) {
            elements.add(element.apply(reader));
        }
        return elements;
    }

    /// @param height at least 0, at most the newest block's
    ExecutedBlock block(ReadView view, long height) {
        ExecutedBlock cached = recent.getIfPresent(height);
        if (cached != null) {
            return cached;
        }
        Bytes key = heightKey(height);
        Bytes header = required(view, tables.headers(), key);
        List<SentTransaction> transactions =
                elements(required(view, tables.bodies(), key), BlockArchive::readSent);
        List<Receipt> receipts = new ArrayList<>();
        for (int i = 0; i < transactions.size(); i++) {
            Bytes receipt = required(view, tables.receipts(), receiptKey(key, i));
            receipts.add(Receipt.read(RlpReader.list(receipt)));
        }
        Block block =
                new Block(BlockHeader.fromRlp(header), Hashes.keccak256(header), transactions);
        ExecutedBlock executed = new ExecutedBlock(block, receipts, skipped(view, height));
        recent.put(height, executed);
        return executed;
    }

    private static SentTransaction readSent(RlpReader list) {
        RlpReader fields = list.list();
        Address sender = fields.address();
        return switch (Transaction.decode(fields.bytes())) {
            case Transaction.Valid(var transaction) -> new SentTransaction(transaction, sender);
            case Transaction.Invalid(String reason) ->
                    throw new InvariantViolation(
                            "a stored block has a transaction that is none: " + reason);
        };
    }

    /// @param height at least 0, at most the newest block's
    BlockHeader header(ReadView view, long height) {
        ExecutedBlock cached = recent.getIfPresent(height);
        if (cached != null) {
            return cached.block().header();
        }
        return BlockHeader.fromRlp(required(view, tables.headers(), heightKey(height)));
    }

    private static Bytes required(ReadView view, Table table, Bytes key) {
        return get(view, table, key)
                .orElseThrow(() ->
                        new InvariantViolation(
                                "table %s has nothing at height %d"
                                        .formatted(table.name(), LedgerTables.height(key))));
    }

    Optional<Long> height(ReadView view, Hash32 blockHash) {
        return get(view, tables.heights(), blockHash.bytes()).map(LedgerTables::height);
    }

    Optional<TransactionPlace> place(ReadView view, Hash32 transactionHash) {
        return get(view, tables.places(), transactionHash.bytes())
                .map(rlp -> {
                    RlpReader fields = RlpReader.list(rlp);
                    return place(block(view, fields.number()), fields.number(Integer.MAX_VALUE));
                });
    }

    private static TransactionPlace place(ExecutedBlock executed, int index) {
        int logIndex =
                executed.receipts().subList(0, index).stream()
                        .mapToInt(receipt -> receipt.logs().size())
                        .sum();
        return new TransactionPlace(
                executed.block(),
                index,
                executed.block().transactions().get(index),
                executed.receipts().get(index),
                logIndex);
    }

    Optional<SkippedTransaction> skipped(ReadView view, Hash32 hash) {
        return get(view, tables.skippedHeights(), hash.bytes())
                .flatMap(height ->
                        skipped(view, LedgerTables.height(height)).stream()
                                .filter(skipped -> skipped.hash().equals(hash))
                                .findFirst());
    }
}
