package io.chirograph.benchmarks.store;

import io.chirograph.benchmarks.harness.BenchmarkException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/// SQLite: one connection writes, behind a lock, since several would only find the database busy.
final class SqliteStore implements PeerStore {
    private static final String PUT = "INSERT OR REPLACE INTO t(k, v) VALUES(?, ?)";

    private final String url;
    private final SQLiteConfig config = new SQLiteConfig();

    /// Guarded by itself, with what was prepared on it.
    private final Connection writer;

    private final PreparedStatement put;

    SqliteStore(Path directory) {
        this.url = "jdbc:sqlite:" + directory.resolve("t.sqlite");
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setCacheSize(-(Engine.CACHE_BYTES >> 10));
        config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, String.valueOf(1L << 30));
        try {
            this.writer = config.createConnection(url);
            try (Statement statement = writer.createStatement()) {
                statement.execute(
                        "CREATE TABLE IF NOT EXISTS t(k BLOB PRIMARY KEY, v BLOB) WITHOUT ROWID");
            }
            writer.setAutoCommit(false);
            this.put = writer.prepareStatement(PUT);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private static BenchmarkException failure(SQLException cause) {
        return new BenchmarkException("SQLite: " + cause.getMessage(), cause);
    }

    @Override
    public String settings() {
        return "journal_mode %s, synchronous %s (2 is FULL: one fsync a commit), wal_autocheckpoint %s"
                        .formatted(
                                told("journal_mode"),
                                told("synchronous"),
                                told("wal_autocheckpoint"))
                + " as the writing connection tells; WITHOUT ROWID, one writing connection, a"
                + " reading one a thread, cache "
                + (Engine.CACHE_BYTES >> 20)
                + " MiB, mmap 1 GiB";
    }

    /// A setting as it really is.
    private String told(String pragma) {
        try (Statement statement = writer.createStatement();
                ResultSet found = statement.executeQuery("PRAGMA " + pragma)) {
            return found.getString(1);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void put(byte[] key, byte[] value) throws SQLException {
        put.setBytes(1, key);
        put.setBytes(2, value);
        put.executeUpdate();
    }

    @Override
    public Session session() {
        try {
            return new SqliteSession(config.createConnection(url));
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private final class SqliteSession implements Session {
        private final Connection reader;
        private final PreparedStatement get;

        SqliteSession(Connection reader) throws SQLException {
            this.reader = reader;
            this.get = reader.prepareStatement("SELECT v FROM t WHERE k = ?");
        }

        @Override
        public void commit(byte[] key, byte[] value) {
            synchronized (writer) {
                try {
                    put(key, value);
                    writer.commit();
                } catch (SQLException e) {
                    throw failure(e);
                }
            }
        }

        @Override
        public void commit(byte[][] keys, byte[][] values) {
            synchronized (writer) {
                try {
                    for (int i = 0; i < keys.length; i++) {
                        put(keys[i], values[i]);
                    }
                    writer.commit();
                } catch (SQLException e) {
                    throw failure(e);
                }
            }
        }

        @Override
        public byte[] read(byte[] key) {
            try {
                get.setBytes(1, key);
                try (ResultSet found = get.executeQuery()) {
                    if (!found.next()) {
                        throw new IllegalStateException("SQLite lacks a key");
                    }
                    return found.getBytes(1);
                }
            } catch (SQLException e) {
                throw failure(e);
            }
        }

        @Override
        public void close() {
            try {
                get.close();
                reader.close();
            } catch (SQLException e) {
                throw failure(e);
            }
        }
    }

    @Override
    public void load(Records records, int count) {
        try {
            for (int i = 0; i < count; i++) {
                put(records.key(i), records.value(i));
            }
            writer.commit();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Override
    public void scan(Visitor visitor) {
        try (Connection reader = config.createConnection(url);
                Statement statement = reader.createStatement();
                ResultSet found = statement.executeQuery("SELECT k, v FROM t ORDER BY k")) {
            while (found.next()) {
                byte[] key = found.getBytes(1);
                byte[] value = found.getBytes(2);
                visitor.record(key[0], value[0], key.length + value.length);
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Override
    public void close() {
        try {
            put.close();
            writer.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }
}
