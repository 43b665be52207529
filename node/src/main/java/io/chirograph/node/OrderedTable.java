package io.chirograph.node;

import io.chirograph.consensus.Request;
import io.chirograph.consensus.pbft.Effect;
import io.chirograph.consensus.pbft.Recovery;
import io.chirograph.store.Durability;
import io.chirograph.store.KeyRange;
import io.chirograph.store.KeyValue;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.Table;
import io.chirograph.store.Transaction;
import io.chirograph.types.Hash32;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Which requests were ordered lately, so that a node that starts knows what it must not execute again
/// without reading the batches themselves. One entry a block:
///
/// | key | 8 bytes block time in milliseconds, 8 bytes height |
/// |---|---|
/// | value | for each executed request 32 bytes hash, 8 bytes its timestamp in milliseconds |
///
/// Numbers are big-endian. An entry is written before its block, in the same log; one whose block was lost
/// in a crash is written again with the block.
public final class OrderedTable {
    private static final int ENTRY_BYTES = Hash32.SIZE + Long.BYTES;

    /// Old entries go at once every so many blocks.
    private static final int PRUNE_INTERVAL = 256;

    private final Store store;
    private final Table table;
    private final long retentionMillis;

    /// @param retentionMillis how far back the agreement remembers
    public OrderedTable(Store store, long retentionMillis) {
        this.store = store;
        this.table = in(store);
        this.retentionMillis = retentionMillis;
    }

    /// The table in `store`.
    static Table in(Store store) {
        return store.table("consensus.ordered");
    }

    Table table() {
        return table;
    }

    /// The entries of `view` that the agreement needs to go on after a block of this time. The same on every
    /// member.
    Iterable<KeyValue> rows(Snapshot view, long timestampMillis) {
        long since = Math.max(0, timestampMillis - retentionMillis);
        return view.scan(table, KeyRange.atLeast(key(since, 0)));
    }

    /// The block itself is to be kept behind this, and makes it durable.
    public void keep(Effect.Deliver block) {
        ByteBuffer value = ByteBuffer.allocate(ENTRY_BYTES * block.requests().size());
        for (Request request : block.requests()) {
            value.put(request.hash().bytes().asByteBuffer()).putLong(request.timestampMillis());
        }
        try (Transaction transaction = store.begin()) {
            if (block.height() % PRUNE_INTERVAL == 0) {
                long oldest = Math.max(0, block.timestampMillis() - retentionMillis);
                transaction.deleteRange(table, KeyRange.lessThan(key(oldest, 0)));
            }
            transaction.put(table, key(block.timestampMillis(), block.height()), value.array());
            transaction.commit(Durability.DEFERRED);
        }
    }

    /// What was ordered in blocks from `sinceMillis` up to `height`, in their order.
    public List<Recovery.Ordered> read(long sinceMillis, long height) {
        List<Recovery.Ordered> ordered = new ArrayList<>();
        try (Snapshot snapshot = store.snapshot()) {
            for (KeyValue entry :
                    snapshot.scan(table, KeyRange.atLeast(key(Math.max(0, sinceMillis), 0)))) {
                ByteBuffer key = ByteBuffer.wrap(entry.key());
                key.getLong();
                if (key.getLong() <= height) {
                    read(ByteBuffer.wrap(entry.value()), ordered);
                }
            }
        }
        return ordered;
    }

    private static void read(ByteBuffer value, List<Recovery.Ordered> ordered) {
        byte[] hash = new byte[Hash32.SIZE];
        while (value.hasRemaining()) {
            value.get(hash);
            ordered.add(new Recovery.Ordered(Hash32.of(hash), value.getLong()));
        }
    }

    private static byte[] key(long timestampMillis, long height) {
        return ByteBuffer.allocate(2 * Long.BYTES).putLong(timestampMillis).putLong(height).array();
    }
}
