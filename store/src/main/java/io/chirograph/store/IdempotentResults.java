package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The results of work that is to be done once, each kept under its caller's key by the very
/// transaction that did the work. Thread-safe.
///
/// A table of its own has two rows a result, all numbers big-endian:
///
/// | key | value |
/// |---|---|
/// | 0, then the caller's key | sequence number (8), then the result |
/// | 1, then the sequence number (8) | the caller's key |
///
/// Sequence numbers rise; a number that no row has belonged to an attempt that did not commit.
/// Whoever takes a number removes the result that lies as far behind as results are kept.
final class IdempotentResults {
    static final String TABLE_NAME = "idempotency keys";
    static final int TABLE_NUMBER = Integer.MAX_VALUE - 1;

    /// What is removed in one transaction when fewer are to be kept than the last time.
    private static final int REMOVED_MAX = 500;

    private static final byte RESULT = 0;
    private static final byte ORDER = 1;
    private static final KeyRange ALL_ORDERED = KeyRange.prefix(new byte[] {ORDER});

    /// What a row says of a key.
    private record Kept(long sequence, Bytes result) {
        static Kept of(byte[] row) {
            ByteBuffer buffer = ByteBuffer.wrap(row);
            long sequence = buffer.getLong();
            byte[] result = new byte[buffer.remaining()];
            buffer.get(result);
            return new Kept(sequence, Bytes.owning(result));
        }

        byte[] toRow() {
            byte[] row = ByteBuffer.allocate(Long.BYTES + result.size()).putLong(sequence).array();
            result.copyTo(row, Long.BYTES);
            return row;
        }
    }

    private final Store store;
    private final Table table;
    private final int keptMax;

    /// Guarded by this; 0 before the first use.
    private long lastSequence;

    IdempotentResults(Store store, int keptMax) {
        this.store = store;
        this.table = new Table(store, TABLE_NAME, TABLE_NUMBER);
        this.keptMax = keptMax;
    }

    /// Runs `work` unless `key` has a result already.
    Committed<byte[]> run(
            byte[] key, TransactionOptions options, Function<Transaction, byte[]> work) {
        if (key.length == 0 || key.length > Store.IDEMPOTENCY_KEY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "idempotency key of %d bytes, allowed are 1 to %d"
                            .formatted(key.length, Store.IDEMPOTENCY_KEY_BYTES_MAX));
        }
        boolean[] repeated = new boolean[1];
        Committed<byte[]> committed =
                store.compute(
                        options,
                        tx -> {
                            Optional<Kept> kept = find(tx, key);
                            repeated[0] = kept.isPresent();
                            return kept.map(Kept::result)
                                    .map(Bytes::toArray)
                                    .orElseGet(() -> doWork(tx, key, work));
                        });
        return repeated[0]
                ? new Committed<>(committed.value(), committed.version(), committed.isolation(), 0)
                : committed;
    }

    private Optional<Kept> find(Transaction tx, byte[] key) {
        return tx.getGuarded(table, resultKey(key)).map(Kept::of);
    }

    private byte[] doWork(Transaction tx, byte[] key, Function<Transaction, byte[]> work) {
        byte[] result = work.apply(tx);
        if (result.length > Store.IDEMPOTENT_RESULT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "result of %d bytes for an idempotency key, at most %d are kept; return where the result is"
                            .formatted(result.length, Store.IDEMPOTENT_RESULT_BYTES_MAX));
        }
        long sequence = takeSequence();
        removeOne(tx, sequence - keptMax);
        tx.put(table, resultKey(key), new Kept(sequence, Bytes.owning(result)).toRow());
        tx.put(table, orderKey(sequence), key);
        return result;
    }

    /// The first call since the store was opened finds the last number, and removes what is too much.
    private synchronized long takeSequence() {
        if (lastSequence == 0) {
            lastSequence = findLastSequence();
            removeThrough(lastSequence - keptMax);
        }
        return ++lastSequence;
    }

    private long findLastSequence() {
        try (Snapshot snapshot = store.snapshot()) {
            Iterator<KeyValue> last = snapshot.scanBackward(table, ALL_ORDERED).iterator();
            return last.hasNext() ? sequenceOf(last.next()) : 0;
        }
    }

    private void removeThrough(long sequence) {
        boolean more = sequence > 0;
        while (more) {
            more = removeSome(KeyRange.of(orderKey(0), orderKey(sequence + 1)));
        }
    }

    private boolean removeSome(KeyRange range) {
        return store.compute(tx -> {
            List<Long> found = new ArrayList<>();
            Iterator<KeyValue> rows = tx.scan(table, range).iterator();
            while (rows.hasNext() && found.size() < REMOVED_MAX) {
                found.add(sequenceOf(rows.next()));
            }
            found.forEach(sequence -> removeOne(tx, sequence));
            return !found.isEmpty();
        });
    }

    private void removeOne(Transaction tx, long sequence) {
        if (sequence < 1) {
            return;
        }
        byte[] orderKey = orderKey(sequence);
        tx.get(table, orderKey)
                .ifPresent(key -> {
                    tx.delete(table, orderKey);
                    boolean current =
                            tx.get(table, resultKey(key)).map(Kept::of).map(Kept::sequence).stream()
                                    .anyMatch(kept -> kept == sequence);
                    if (current) {
                        tx.delete(table, resultKey(key));
                    }
                });
    }

    private static long sequenceOf(KeyValue orderRow) {
        return ByteBuffer.wrap(orderRow.key()).getLong(1);
    }

    private static byte[] resultKey(byte[] key) {
        return Bytes.concat(Bytes.copyOf(RESULT), Bytes.copyOf(key)).toArray();
    }

    private static byte[] orderKey(long sequence) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(ORDER).putLong(sequence).array();
    }
}
