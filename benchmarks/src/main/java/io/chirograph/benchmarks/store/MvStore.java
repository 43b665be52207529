package io.chirograph.benchmarks.store;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/// H2's MVStore. It has no durable commit of its own: a commit writes a chunk, and a sync follows.
/// Whoever finds that a later commit of another thread covers its writes need not repeat it.
final class MvStore implements PeerStore {
    private final MVStore store;
    private final MVMap<byte[], byte[]> map;

    /// Held shared while a transaction puts, alone while a chunk is written: none is written halfway.
    private final ReadWriteLock chunk = new ReentrantReadWriteLock();

    private final AtomicLong announced = new AtomicLong();

    /// How many of those announced are durable. Guarded by the lock.
    private long durable;

    MvStore(Path directory) {
        this.store =
                new MVStore.Builder()
                        .fileName(directory.resolve("t.mv").toString())
                        .cacheSize(Engine.CACHE_BYTES >> 20)
                        .autoCommitDisabled()
                        .open();
        this.map =
                store.openMap(
                        "t",
                        new MVMap.Builder<byte[], byte[]>()
                                .keyType(ByteArrayDataType.INSTANCE)
                                .valueType(ByteArrayDataType.INSTANCE));
    }

    @Override
    public String settings() {
        return "commit and sync for each commit, shared by those that wait; cache "
                + (Engine.CACHE_BYTES >> 20)
                + " MiB";
    }

    private void commit(Runnable puts) {
        long mine;
        chunk.readLock().lock();
        try {
            puts.run();
            mine = announced.incrementAndGet();
        } finally {
            chunk.readLock().unlock();
        }
        chunk.writeLock().lock();
        try {
            if (durable < mine) {
                long covered = announced.get();
                store.commit();
                store.sync();
                durable = covered;
            }
        } finally {
            chunk.writeLock().unlock();
        }
    }

    @Override
    public Session session() {
        return new Session() {
            @Override
            public void commit(byte[] key, byte[] value) {
                MvStore.this.commit(() -> map.put(key, value));
            }

            @Override
            public void commit(byte[][] keys, byte[][] values) {
                MvStore.this.commit(() -> {
                    for (int i = 0; i < keys.length; i++) {
                        map.put(keys[i], values[i]);
                    }
                });
            }

            @Override
            public byte[] read(byte[] key) {
                byte[] value = map.get(key);
                if (value == null) {
                    throw new IllegalStateException("MVStore lacks a key");
                }
                return value.clone();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void load(Records records, int count) {
        for (int i = 0; i < count; i++) {
            map.put(records.key(i), records.value(i));
        }
        store.commit();
        store.sync();
    }

    @Override
    public void scan(Visitor visitor) {
        Cursor<byte[], byte[]> cursor = map.cursor(null);
        while (cursor.hasNext()) {
            byte[] key = cursor.next();
            byte[] value = cursor.getValue();
            visitor.record(key[0], value[0], key.length + value.length);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
