package io.chirograph.benchmarks.store;

import io.chirograph.benchmarks.harness.BenchmarkException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// RocksDB: commits by its write groups, log synced for each.
final class RocksDbStore implements PeerStore {
    private static final int LOAD_BATCH = 1000;
    private static final int RECYCLED_LOGS = 4;

    static {
        RocksDB.loadLibrary();
    }

    private final Cache cache = new LRUCache(Engine.CACHE_BYTES);
    private final BloomFilter filter = new BloomFilter(10, false);
    private final Options options;
    private final WriteOptions durable = new WriteOptions().setSync(true);
    private final WriteOptions loading = new WriteOptions().setDisableWAL(true);
    private final ReadOptions reading = new ReadOptions();
    private final String directory;
    private RocksDB database;

    RocksDbStore(Path directory) {
        this.options =
                new Options()
                        .setCreateIfMissing(true)
                        .setUseFsync(false)
                        .setRecycleLogFileNum(RECYCLED_LOGS)
                        .setCompressionType(CompressionType.LZ4_COMPRESSION)
                        .setTableFormatConfig(
                                new BlockBasedTableConfig()
                                        .setBlockCache(cache)
                                        .setFilterPolicy(filter));
        this.directory = directory.toString();
        this.database = open();
    }

    private RocksDB open() {
        try {
            return RocksDB.open(options, directory);
        } catch (RocksDBException e) {
            throw failure(e);
        }
    }

    private static BenchmarkException failure(RocksDBException cause) {
        return new BenchmarkException("RocksDB: " + cause.getMessage(), cause);
    }

    @Override
    public String settings() {
        return "WriteOptions.sync, fdatasync, 4 recycled log files, LZ4, bloom filter of 10 bits,"
                + " cache "
                + (Engine.CACHE_BYTES >> 20)
                + " MiB";
    }

    @Override
    public Session session() {
        return new Session() {
            @Override
            public void commit(byte[] key, byte[] value) {
                try {
                    database.put(durable, key, value);
                } catch (RocksDBException e) {
                    throw failure(e);
                }
            }

            @Override
            public void commit(byte[][] keys, byte[][] values) {
                try (WriteBatch batch = new WriteBatch()) {
                    for (int i = 0; i < keys.length; i++) {
                        batch.put(keys[i], values[i]);
                    }
                    database.write(durable, batch);
                } catch (RocksDBException e) {
                    throw failure(e);
                }
            }

            @Override
            public byte[] read(byte[] key) {
                try {
                    byte[] value = database.get(reading, key);
                    if (value == null) {
                        throw new IllegalStateException("RocksDB lacks a key");
                    }
                    return value;
                } catch (RocksDBException e) {
                    throw failure(e);
                }
            }

            @Override
            public void close() {}
        };
    }

    /// Past the log, which this engine allows only while it recycles none.
    @Override
    public void load(Records records, int count) {
        reopen(0);
        try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
            for (int from = 0; from < count; from += LOAD_BATCH) {
                try (WriteBatch batch = new WriteBatch()) {
                    for (int i = from; i < Math.min(count, from + LOAD_BATCH); i++) {
                        batch.put(records.key(i), records.value(i));
                    }
                    database.write(loading, batch);
                }
            }
            database.flush(waiting);
        } catch (RocksDBException e) {
            throw failure(e);
        }
        reopen(RECYCLED_LOGS);
    }

    private void reopen(int recycledLogs) {
        database.close();
        options.setRecycleLogFileNum(recycledLogs);
        database = open();
    }

    @Override
    public void scan(Visitor visitor) {
        ByteBuffer key = ByteBuffer.allocateDirect(Records.KEY_BYTES);
        ByteBuffer value = ByteBuffer.allocateDirect(Records.VALUE_BYTES);
        try (RocksIterator entries = database.newIterator(reading)) {
            for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                key.clear();
                value.clear();
                int size = entries.key(key) + entries.value(value);
                visitor.record(key.get(0), value.get(0), size);
            }
        }
    }

    @Override
    public void close() {
        database.close();
        options.close();
        filter.close();
        cache.close();
        durable.close();
        loading.close();
        reading.close();
    }
}
