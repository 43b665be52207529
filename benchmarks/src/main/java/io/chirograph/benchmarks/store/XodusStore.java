package io.chirograph.benchmarks.store;

import java.nio.file.Path;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.env.Cursor;
import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.EnvironmentConfig;
import jetbrains.exodus.env.Environments;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.StoreConfig;
import jetbrains.exodus.env.Transaction;

/// JetBrains Xodus, with the durable writes that are off by default.
final class XodusStore implements PeerStore {
    private static final int LOAD_BATCH = 10_000;

    private final Environment environment;
    private final Store table;

    XodusStore(Path directory) {
        this.environment =
                Environments.newInstance(
                        directory.toFile(),
                        new EnvironmentConfig()
                                .setLogDurableWrite(true)
                                .setMemoryUsage(Engine.CACHE_BYTES));
        this.table =
                environment.computeInTransaction(
                        tx -> environment.openStore("t", StoreConfig.WITHOUT_DUPLICATES, tx));
    }

    @Override
    public String settings() {
        return "log.durableWrite, cache " + (Engine.CACHE_BYTES >> 20) + " MiB";
    }

    @Override
    public Session session() {
        return new Session() {
            @Override
            public void commit(byte[] key, byte[] value) {
                environment.executeInExclusiveTransaction(tx ->
                        table.put(tx, new ArrayByteIterable(key), new ArrayByteIterable(value)));
            }

            @Override
            public void commit(byte[][] keys, byte[][] values) {
                environment.executeInExclusiveTransaction(tx -> {
                    for (int i = 0; i < keys.length; i++) {
                        table.put(
                                tx,
                                new ArrayByteIterable(keys[i]),
                                new ArrayByteIterable(values[i]));
                    }
                });
            }

            @Override
            public byte[] read(byte[] key) {
                Transaction tx = environment.beginReadonlyTransaction();
                try {
                    ByteIterable value = table.get(tx, new ArrayByteIterable(key));
                    if (value == null) {
                        throw new IllegalStateException("Xodus lacks a key");
                    }
                    byte[] copy = new byte[value.getLength()];
                    System.arraycopy(value.getBytesUnsafe(), 0, copy, 0, copy.length);
                    return copy;
                } finally {
                    tx.abort();
                }
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void load(Records records, int count) {
        environment.getEnvironmentConfig().setLogDurableWrite(false);
        for (int from = 0; from < count; from += LOAD_BATCH) {
            int first = from;
            int end = Math.min(count, from + LOAD_BATCH);
            environment.executeInExclusiveTransaction(tx -> {
                for (int i = first; i < end; i++) {
                    table.put(
                            tx,
                            new ArrayByteIterable(records.key(i)),
                            new ArrayByteIterable(records.value(i)));
                }
            });
        }
        environment.getEnvironmentConfig().setLogDurableWrite(true);
        environment.executeInExclusiveTransaction(tx ->
                table.put(
                        tx,
                        new ArrayByteIterable(records.key(0)),
                        new ArrayByteIterable(records.value(0))));
    }

    @Override
    public void scan(Visitor visitor) {
        Transaction tx = environment.beginReadonlyTransaction();
        try (Cursor cursor = table.openCursor(tx)) {
            while (cursor.getNext()) {
                ByteIterable key = cursor.getKey();
                ByteIterable value = cursor.getValue();
                visitor.record(
                        key.iterator().next(),
                        value.iterator().next(),
                        key.getLength() + value.getLength());
            }
        } finally {
            tx.abort();
        }
    }

    @Override
    public void close() {
        environment.close();
    }
}
