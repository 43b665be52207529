package io.chirograph.benchmarks.store;

import com.sleepycat.je.Cursor;
import com.sleepycat.je.Database;
import com.sleepycat.je.DatabaseConfig;
import com.sleepycat.je.DatabaseEntry;
import com.sleepycat.je.Durability;
import com.sleepycat.je.Environment;
import com.sleepycat.je.EnvironmentConfig;
import com.sleepycat.je.LockMode;
import com.sleepycat.je.OperationStatus;
import com.sleepycat.je.Transaction;
import java.nio.file.Path;
import java.util.Arrays;

/// Berkeley DB, Java Edition: commits by its own groups.
final class BerkeleyStore implements PeerStore {
    private static final int LOAD_BATCH = 1000;

    private final Environment environment;
    private final Database table;

    BerkeleyStore(Path directory) {
        EnvironmentConfig config = new EnvironmentConfig();
        config.setAllowCreate(true);
        config.setTransactional(true);
        config.setCacheSize(Engine.CACHE_BYTES);
        config.setDurability(Durability.COMMIT_SYNC);
        this.environment = new Environment(directory.toFile(), config);
        DatabaseConfig tableConfig = new DatabaseConfig();
        tableConfig.setAllowCreate(true);
        tableConfig.setTransactional(true);
        this.table = environment.openDatabase(null, "t", tableConfig);
    }

    @Override
    public String settings() {
        return "transactional, COMMIT_SYNC, cache " + (Engine.CACHE_BYTES >> 20) + " MiB";
    }

    @Override
    public Session session() {
        return new Session() {
            @Override
            public void commit(byte[] key, byte[] value) {
                table.put(null, new DatabaseEntry(key), new DatabaseEntry(value));
            }

            /// In the order of their keys: the engine locks records, and orders that differ
            /// between threads would deadlock. Which value comes to which key matters to nobody.
            @Override
            public void commit(byte[][] keys, byte[][] values) {
                byte[][] sorted = keys.clone();
                Arrays.sort(sorted, Arrays::compareUnsigned);
                Transaction transaction = environment.beginTransaction(null, null);
                for (int i = 0; i < sorted.length; i++) {
                    table.put(
                            transaction,
                            new DatabaseEntry(sorted[i]),
                            new DatabaseEntry(values[i]));
                }
                transaction.commit();
            }

            @Override
            public byte[] read(byte[] key) {
                DatabaseEntry value = new DatabaseEntry();
                OperationStatus status =
                        table.get(null, new DatabaseEntry(key), value, LockMode.READ_COMMITTED);
                if (status != OperationStatus.SUCCESS) {
                    throw new IllegalStateException("Berkeley DB lacks a key");
                }
                return value.getData();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void load(Records records, int count) {
        for (int from = 0; from < count; from += LOAD_BATCH) {
            Transaction transaction = environment.beginTransaction(null, null);
            for (int i = from; i < Math.min(count, from + LOAD_BATCH); i++) {
                table.put(
                        transaction,
                        new DatabaseEntry(records.key(i)),
                        new DatabaseEntry(records.value(i)));
            }
            transaction.commit(Durability.COMMIT_NO_SYNC);
        }
        environment.flushLog(true);
    }

    @Override
    public void scan(Visitor visitor) {
        DatabaseEntry key = new DatabaseEntry();
        DatabaseEntry value = new DatabaseEntry();
        try (Cursor cursor = table.openCursor(null, null)) {
            while (cursor.getNext(key, value, LockMode.READ_UNCOMMITTED)
                    == OperationStatus.SUCCESS) {
                visitor.record(
                        key.getData()[0], value.getData()[0], key.getSize() + value.getSize());
            }
        }
    }

    @Override
    public void close() {
        table.close();
        environment.close();
    }
}
