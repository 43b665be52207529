package io.chirograph.benchmarks.consensus;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.pbft.Base;
import io.chirograph.consensus.pbft.DecidedBatch;
import io.chirograph.consensus.pbft.Effect;
import io.chirograph.consensus.pbft.LogRecord;
import io.chirograph.consensus.pbft.Recovery;
import io.chirograph.crypto.Signature;
import io.chirograph.node.OrderedTable;
import io.chirograph.proof.Certificate;
import io.chirograph.store.Durability;
import io.chirograph.store.KeyRange;
import io.chirograph.store.KeyValue;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.store.StoreStatistics;
import io.chirograph.store.Table;
import io.chirograph.store.Transaction;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// What a durable replica keeps: votes as they are in a node, batches once, what was decided about them, their
/// certificates, and from time to time the state of the log's sessions. All but the votes outlive them for
/// members that lag. Thread-safe.
final class ReplicaStore implements AutoCloseable {
    private static final byte[] STATE = {1};
    private static final byte[] CERTIFICATE = {2};
    private static final int MIB = 1 << 20;

    private final Store store;
    private final Table votes;
    private final Table batches;
    private final Table decisions;
    private final Table certificates;
    private final Table state;
    private final OrderedTable ordered;
    private final long retentionMillis;
    private final long archivedHeights;

    /// What is known of an executed block besides its batch.
    private record Decision(
            long view, Hash32 digest, long timestampMillis, Hash32 block, Bytes commits) {}

    /// @param retentionMillis how far back it is remembered which requests were ordered
    /// @param archivedHeights how many heights the archive keeps below the votes
    ReplicaStore(Path directory, long retentionMillis, long archivedHeights) {
        this.retentionMillis = retentionMillis;
        this.archivedHeights = archivedHeights;
        store =
                Store.open(
                        directory,
                        StoreOptions.defaults()
                                .withLogSegmentBytes(128 * MIB)
                                .withTransactionBytesMax(48 * MIB)
                                .withMemtableBytesMax(64 * MIB));
        votes = store.table("votes");
        batches = store.table("batches");
        decisions = store.table("decisions");
        certificates = store.table("certificates");
        state = store.table("state");
        ordered = new OrderedTable(store, retentionMillis);
    }

    CompletableFuture<?> keep(List<LogRecord> records) {
        try (Transaction transaction = store.begin()) {
            for (LogRecord record : records) {
                Table table = record instanceof LogRecord.BatchBody ? batches : votes;
                transaction.put(table, record.key().toArray(), record.encode().toArray());
            }
            return transaction.commitAsync();
        }
    }

    /// Forgets votes up to `height`, whose certificate is on its way to the log before this.
    void prune(long height) {
        try (Transaction transaction = store.begin()) {
            transaction.deleteRange(
                    votes, KeyRange.lessThan(LogRecord.firstKeyAbove(height).toArray()));
            long archived = Math.max(0, height - archivedHeights);
            transaction.deleteRange(
                    batches, KeyRange.lessThan(LogRecord.firstKeyAbove(archived).toArray()));
            transaction.deleteRange(decisions, KeyRange.lessThan(key(archived + 1)));
            transaction.deleteRange(certificates, KeyRange.lessThan(key(archived + 1)));
            transaction.commit(Durability.DEFERRED);
        }
    }

    CompletableFuture<?> keepBlock(Effect.Deliver block, Hash32 hash, Optional<Bytes> snapshot) {
        DecidedBatch decided = block.decided();
        Bytes value =
                RlpWriter.list(w -> {
                    w.number(decided.view())
                            .hash(decided.batch().digest())
                            .number(block.timestampMillis())
                            .hash(hash);
                    w.beginList(list ->
                            decided.commits()
                                    .forEach((signer, signature) ->
                                            list.number(signer).bytes(signature.encode())));
                });
        ordered.keep(block);
        try (Transaction transaction = store.begin()) {
            transaction.put(decisions, key(block.height()), value.toArray());
            snapshot.ifPresent(bytes -> transaction.put(state, STATE, bytes.toArray()));
            return transaction.commitAsync();
        }
    }

    /// @param isCheckpoint whether a restart may begin here
    void keep(Certificate certificate, boolean isCheckpoint) {
        byte[] encoded = certificate.toRlp().toArray();
        try (Transaction transaction = store.begin()) {
            transaction.put(certificates, key(certificate.height()), encoded);
            if (isCheckpoint) {
                transaction.put(state, CERTIFICATE, encoded);
            }
            transaction.commit(Durability.DEFERRED);
        }
    }

    Optional<Certificate> certificate(long height) {
        try (Snapshot snapshot = store.snapshot()) {
            return snapshot.get(certificates, key(height))
                    .map(encoded -> Certificate.fromRlp(Bytes.owning(encoded)));
        }
    }

    Optional<DecidedBatch> archived(long height) {
        try (Snapshot snapshot = store.snapshot()) {
            return decision(snapshot, height)
                    .flatMap(decision ->
                            batch(snapshot, height, decision.digest())
                                    .map(batch ->
                                            new DecidedBatch(
                                                    height,
                                                    decision.view(),
                                                    batch,
                                                    commits(decision.commits()))));
        }
    }

    private Optional<Decision> decision(Snapshot snapshot, long height) {
        return snapshot.get(decisions, key(height)).map(ReplicaStore::decode);
    }

    private static Decision decode(byte[] value) {
        RlpReader r = RlpReader.list(Bytes.owning(value));
        return new Decision(r.number(), r.hash(), r.number(), r.hash(), r.encoded());
    }

    private static SortedMap<Integer, Signature> commits(Bytes encoded) {
        SortedMap<Integer, Signature> commits = new TreeMap<>();
        RlpReader r = RlpReader.list(encoded);
        while (r.hasNext()) {
            commits.put(r.number(Integer.MAX_VALUE), Signature.decode(r.bytes()).orElseThrow());
        }
        return commits;
    }

    private Optional<Batch> batch(Snapshot snapshot, long height, Hash32 digest) {
        if (digest.equals(Batch.NULL.digest())) {
            return Optional.of(Batch.NULL);
        }
        byte[] key =
                ByteBuffer.allocate(Long.BYTES + 1 + Hash32.SIZE)
                        .putLong(height)
                        .put((byte) 1)
                        .put(digest.bytes().asByteBuffer())
                        .array();
        return snapshot.get(batches, key)
                .map(value -> LogRecord.decode(Bytes.owning(value)))
                .map(record -> ((LogRecord.BatchBody) record).batch());
    }

    /// The last state of the sessions; empty before the first.
    Optional<Bytes> state() {
        try (Snapshot snapshot = store.snapshot()) {
            return snapshot.get(state, STATE).map(Bytes::owning);
        }
    }

    /// Executed blocks above `height`, ascending.
    List<Recovery.Block> blocksAbove(long height) {
        List<Recovery.Block> blocks = new ArrayList<>();
        try (Snapshot snapshot = store.snapshot()) {
            for (KeyValue entry : snapshot.scan(decisions, KeyRange.atLeast(key(height + 1)))) {
                long at = ByteBuffer.wrap(entry.key()).getLong();
                Decision decision = decode(entry.value());
                batch(snapshot, at, decision.digest())
                        .ifPresent(batch ->
                                blocks.add(
                                        new Recovery.Block(
                                                at,
                                                decision.block(),
                                                decision.timestampMillis(),
                                                batch)));
            }
        }
        return blocks;
    }

    Recovery recovery() {
        try (Snapshot snapshot = store.snapshot()) {
            Base certified =
                    snapshot.get(state, CERTIFICATE)
                            .<Base>map(value ->
                                    new Base.Certified(Certificate.fromRlp(Bytes.owning(value))))
                            .orElseGet(Base.Genesis::new);
            List<LogRecord> records = new ArrayList<>();
            for (KeyValue entry : snapshot.scan(votes, KeyRange.all())) {
                records.add(LogRecord.decode(Bytes.owning(entry.value())));
            }
            byte[] open = LogRecord.firstKeyAbove(certified.height()).toArray();
            for (KeyValue entry : snapshot.scan(batches, KeyRange.atLeast(open))) {
                records.add(LogRecord.decode(Bytes.owning(entry.value())));
            }
            List<Recovery.Block> blocks = blocksAbove(Math.max(0, certified.height() - 1));
            List<Recovery.Ordered> before =
                    blocks.isEmpty()
                            ? List.of()
                            : ordered.read(
                                    blocks.getLast().timestampMillis() - retentionMillis,
                                    blocks.getFirst().height() - 1);
            // These members stay who they are.
            return new Recovery(certified, before, blocks, records, List.of());
        }
    }

    private static byte[] key(long height) {
        return ByteBuffer.allocate(Long.BYTES).putLong(height).array();
    }

    StoreStatistics statistics() {
        return store.statistics();
    }

    @Override
    public void close() {
        store.close();
    }
}
