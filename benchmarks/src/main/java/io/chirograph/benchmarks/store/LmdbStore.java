package io.chirograph.benchmarks.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.lmdbjava.CursorIterable;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.Txn;

/// LMDB: one writer at a time, a sync a commit; readers on the map itself.
final class LmdbStore implements PeerStore {
    private static final long MAP_BYTES = 16L << 30;
    private static final int READERS_MAX = 256;

    private final Env<ByteBuffer> environment;
    private final Dbi<ByteBuffer> table;

    LmdbStore(Path directory) {
        this.environment =
                Env.create()
                        .setMapSize(MAP_BYTES)
                        .setMaxReaders(READERS_MAX)
                        .setMaxDbs(1)
                        .open(directory.toFile(), EnvFlags.MDB_NOTLS);
        this.table = environment.openDbi("t", DbiFlags.MDB_CREATE);
    }

    @Override
    public String settings() {
        return "default flags (synced commits) and MDB_NOTLS; a reader renews its transaction for"
                + " each read";
    }

    private static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size);
    }

    @Override
    public Session session() {
        return new Session() {
            private final ByteBuffer keyBuffer = direct(Records.KEY_BYTES);
            private final ByteBuffer valueBuffer = direct(Records.VALUE_BYTES);
            private final Txn<ByteBuffer> reading = environment.txnRead();

            {
                reading.reset();
            }

            private void put(Txn<ByteBuffer> writing, byte[] key, byte[] value) {
                keyBuffer.clear().put(key).flip();
                valueBuffer.clear().put(value).flip();
                table.put(writing, keyBuffer, valueBuffer);
            }

            @Override
            public void commit(byte[] key, byte[] value) {
                try (Txn<ByteBuffer> writing = environment.txnWrite()) {
                    put(writing, key, value);
                    writing.commit();
                }
            }

            @Override
            public void commit(byte[][] keys, byte[][] values) {
                try (Txn<ByteBuffer> writing = environment.txnWrite()) {
                    for (int i = 0; i < keys.length; i++) {
                        put(writing, keys[i], values[i]);
                    }
                    writing.commit();
                }
            }

            @Override
            public byte[] read(byte[] key) {
                reading.renew();
                try {
                    keyBuffer.clear().put(key).flip();
                    ByteBuffer found = table.get(reading, keyBuffer);
                    if (found == null) {
                        throw new IllegalStateException("LMDB lacks a key");
                    }
                    byte[] value = new byte[found.remaining()];
                    found.get(value);
                    return value;
                } finally {
                    reading.reset();
                }
            }

            @Override
            public void close() {
                reading.close();
            }
        };
    }

    @Override
    public void load(Records records, int count) {
        ByteBuffer key = direct(Records.KEY_BYTES);
        ByteBuffer value = direct(Records.VALUE_BYTES);
        try (Txn<ByteBuffer> writing = environment.txnWrite()) {
            for (int i = 0; i < count; i++) {
                key.clear().put(records.key(i)).flip();
                value.clear().put(records.value(i)).flip();
                table.put(writing, key, value);
            }
            writing.commit();
        }
        environment.sync(true);
    }

    @Override
    public void scan(Visitor visitor) {
        try (Txn<ByteBuffer> reading = environment.txnRead();
                CursorIterable<ByteBuffer> entries = table.iterate(reading)) {
            for (CursorIterable.KeyVal<ByteBuffer> entry : entries) {
                visitor.record(
                        entry.key().get(0),
                        entry.val().get(0),
                        entry.key().remaining() + entry.val().remaining());
            }
        }
    }

    @Override
    public void close() {
        environment.close();
    }
}
