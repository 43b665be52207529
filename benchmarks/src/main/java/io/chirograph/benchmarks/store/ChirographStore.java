package io.chirograph.benchmarks.store;

import io.chirograph.store.Durability;
import io.chirograph.store.KeyRange;
import io.chirograph.store.KeyValue;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.store.Table;
import io.chirograph.store.Transaction;
import java.nio.file.Path;

/// Ours.
final class ChirographStore implements PeerStore {
    private static final int LOAD_BATCH = 1000;

    private static final StoreOptions OPTIONS =
            StoreOptions.defaults().withBlockCacheBytesMax(Engine.CACHE_BYTES);

    private final Store store;
    private final Table table;

    ChirographStore(Path directory) {
        this.store = Store.open(directory, OPTIONS);
        this.table = store.table("t");
    }

    @Override
    public String settings() {
        return "serialisable; a commit returns when its log group is synced (fdatasync); "
                + OPTIONS;
    }

    @Override
    public Session session() {
        return new Session() {
            @Override
            public void commit(byte[] key, byte[] value) {
                try (Transaction tx = store.begin()) {
                    tx.put(table, key, value);
                    tx.commit();
                }
            }

            @Override
            public void commit(byte[][] keys, byte[][] values) {
                try (Transaction tx = store.begin()) {
                    for (int i = 0; i < keys.length; i++) {
                        tx.put(table, keys[i], values[i]);
                    }
                    tx.commit();
                }
            }

            @Override
            public byte[] read(byte[] key) {
                try (Snapshot snapshot = store.snapshot()) {
                    return snapshot.get(table, key).orElseThrow(IllegalStateException::new);
                }
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void load(Records records, int count) {
        for (int from = 0; from < count; from += LOAD_BATCH) {
            try (Transaction tx = store.begin()) {
                for (int i = from; i < Math.min(count, from + LOAD_BATCH); i++) {
                    tx.put(table, records.key(i), records.value(i));
                }
                tx.commit(Durability.RELAXED);
            }
        }
        store.sync();
    }

    @Override
    public void scan(Visitor visitor) {
        try (Snapshot snapshot = store.snapshot()) {
            for (KeyValue entry : snapshot.scan(table, KeyRange.all())) {
                visitor.record(
                        entry.key()[0],
                        entry.value()[0],
                        entry.key().length + entry.value().length);
            }
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
