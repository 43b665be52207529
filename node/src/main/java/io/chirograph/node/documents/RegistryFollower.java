package io.chirograph.node.documents;

import io.chirograph.evm.Log;
import io.chirograph.ledger.FoundLogs;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.LogFilter;
import io.chirograph.proof.document.DocumentRegistry;
import io.chirograph.store.Durability;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.Table;
import io.chirograph.store.Transaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.InvariantViolation;
import java.nio.ByteBuffer;
import java.util.List;

/// Reads the registry's events of one owner in certified blocks, each at least once, in their order, from
/// where it was when the node last stopped. Single-owner.
final class RegistryFollower {
    private static final byte[] HEIGHT = Bytes.ofUtf8("height").toArray();

    /// Blocks looked through at a time.
    private static final long STRIDE = 1_000;

    /// The height is noted after so many blocks, or when a block had an event; reading others again costs
    /// little.
    private static final long NOTE_EVERY = 256;

    /// What happened to a document, and where.
    interface Listener {
        void registered(Hash32 id, Hash32 transaction, long height);

        void withdrawn(Hash32 id, Hash32 transaction, long height);
    }

    private final Ledger ledger;
    private final Address owner;
    private final Store store;
    private final Table table;
    private final Listener listener;
    private long followed;
    private long noted;

    RegistryFollower(Ledger ledger, Address owner, Store store, Listener listener) {
        this.ledger = ledger;
        this.owner = owner;
        this.store = store;
        this.table = store.table("documents.followed");
        this.listener = listener;
        try (Snapshot snapshot = store.snapshot()) {
            this.noted =
                    snapshot.get(table, HEIGHT)
                            .map(bytes -> ByteBuffer.wrap(bytes).getLong())
                            .orElse(0L);
        }
        // The ledger may have lost certificates, which it is given again; the blocks stay the same.
        this.followed = Math.min(noted, ledger.certifiedHeight());
    }

    /// Reads on to the certified height.
    /// @return that height
    long follow() {
        long to = ledger.certifiedHeight();
        while (followed < to) {
            long end = Math.min(to, followed + STRIDE);
            boolean any = read(followed + 1, end);
            followed = end;
            if (any || followed - noted >= NOTE_EVERY) {
                note();
            }
        }
        return followed;
    }

    private boolean read(long from, long to) {
        LogFilter filter =
                new LogFilter(
                        from,
                        to,
                        List.of(DocumentRegistry.ADDRESS),
                        List.of(
                                List.of(
                                        DocumentRegistry.REGISTERED_TOPIC,
                                        DocumentRegistry.WITHDRAWN_TOPIC),
                                List.of(),
                                List.of(topic(owner))));
        return switch (ledger.logs(filter)) {
            case FoundLogs.All(List<FoundLogs.Entry> entries) -> {
                entries.forEach(this::tell);
                yield !entries.isEmpty();
            }
            case FoundLogs.TooMany(String what, int limit) -> {
                InvariantViolation.check(
                        from < to, "block %d alone has over %d %s".formatted(from, limit, what));
                long middle = from + (to - from) / 2;
                boolean first = read(from, middle);
                yield read(middle + 1, to) || first;
            }
        };
    }

    private static Hash32 topic(Address account) {
        byte[] word = new byte[Hash32.SIZE];
        account.bytes().asByteBuffer().get(word, Hash32.SIZE - Address.SIZE, Address.SIZE);
        return Hash32.owning(word);
    }

    private void tell(FoundLogs.Entry entry) {
        Log log = entry.log();
        Hash32 id = log.topics().get(1);
        Hash32 transaction =
                entry.block().transactions().get(entry.transactionIndex()).transaction().hash();
        if (log.topics().getFirst().equals(DocumentRegistry.REGISTERED_TOPIC)) {
            listener.registered(id, transaction, entry.block().height());
        } else {
            listener.withdrawn(id, transaction, entry.block().height());
        }
    }

    private void note() {
        try (Transaction transaction = store.begin()) {
            byte[] height = ByteBuffer.allocate(Long.BYTES).putLong(followed).array();
            transaction.put(table, HEIGHT, height);
            transaction.commit(Durability.RELAXED);
        }
        noted = followed;
    }
}
