package io.chirograph.benchmarks.store;

import io.chirograph.store.KeyRange;
import io.chirograph.store.KeyValue;
import io.chirograph.store.Snapshot;
import io.chirograph.store.Store;
import io.chirograph.store.StoreOptions;
import io.chirograph.store.Table;
import io.chirograph.store.Transaction;
import java.nio.file.Path;
import java.util.stream.IntStream;

/// Ours.
final class ChirographStore implements PeerStore {
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
                return store.get(table, key).orElseThrow(IllegalStateException::new);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void load(Records records, int count) {
        store.load(
                table,
                IntStream.range(0, count)
                        .mapToObj(i -> new KeyValue(records.key(i), records.value(i)))
                        .iterator());
    }

    @Override
    public void scan(Visitor visitor) {
        try (Snapshot snapshot = store.snapshot()) {
            for (KeyValue entry : snapshot.scan(table, KeyRange.all())) {
                byte[] key = entry.key();
                byte[] value = entry.value();
                visitor.record(key[0], value[0], key.length + value.length);
            }
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
