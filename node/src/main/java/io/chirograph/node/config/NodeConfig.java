package io.chirograph.node.config;

import io.chirograph.store.SecondLevel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Everything that may be chosen about one node. Sizes are bytes, times are milliseconds.
///
/// @param dataDirectory holds the store and the access token; created when missing
/// @param genesisFile see [io.chirograph.proof.Genesis]
/// @param keyDirectory holds the member's keys, see [MemberKeys]
/// @param memberFile the member's public file, needed when it is not in the genesis
/// @param logLevel what is logged at least
public record NodeConfig(
        Path dataDirectory,
        Path genesisFile,
        Path keyDirectory,
        Path memberFile,
        System.Logger.Level logLevel,
        Network network,
        Rpc rpc,
        Consensus consensus,
        Pool pool,
        Bundling bundling,
        Ledger ledger,
        Storage store) {

    private static final long DAY_MILLIS = 86_400_000;

    /// The links between members.
    ///
    /// @param host the local address to listen on
    /// @param port 0 lets the system choose
    /// @param announce `host:port` at which this node tells others to reach it; empty for what its member file says
    /// @param peers where to reach members that are not where they say, by member name
    /// @param members files of members who joined later than the genesis, by their seats: whom to ask for the chain as
    ///     long as this node does not know of them from it
    public record Network(
            String host,
            int port,
            String announce,
            SortedMap<String, Endpoint> peers,
            SortedMap<Integer, Path> members) {
        public Network {
            peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
            members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
            ConfigException.requireHost("network.host", host);
            ConfigException.requireRange("network.port", port, 0, 65_535);
            announced(announce);
        }

        /// Where this node tells others to reach it, when it is not where its member file says.
        public Optional<Endpoint> announced() {
            return announced(announce);
        }

        private static Optional<Endpoint> announced(String announce) {
            return announce.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Endpoint.parse("network.announce", announce));
        }
    }

    /// JSON-RPC, REST and the dashboard, on one port.
    ///
    /// @param host the local address to listen on
    /// @param port 0 lets the system choose
    /// @param requestBytesMax longest JSON-RPC request
    /// @param documentBytesMax longest document
    /// @param connectionsMax most connections at a time; further ones are refused
    public record Rpc(
            String host, int port, int requestBytesMax, int documentBytesMax, int connectionsMax) {
        public Rpc {
            ConfigException.requireHost("rpc.host", host);
            ConfigException.requireRange("rpc.port", port, 0, 65_535);
            ConfigException.requireRange("rpc.requestBytesMax", requestBytesMax, 1 << 10, 64 << 20);
            ConfigException.requireRange(
                    "rpc.documentBytesMax", documentBytesMax, 1 << 10, 1 << 30);
            ConfigException.requireRange("rpc.connectionsMax", connectionsMax, 1, 100_000);
        }
    }

    /// What a member may choose of the agreement; all else is in the genesis.
    ///
    /// @param viewChangeTimeoutMillis time without progress after which the primary is replaced
    /// @param stateLagBlocks a node that lags by more blocks than that fetches a whole state
    public record Consensus(long viewChangeTimeoutMillis, int stateLagBlocks) {
        private static final long HOUR_MILLIS = 3_600_000;

        public Consensus {
            ConfigException.requireRange(
                    "consensus.viewChangeTimeoutMillis", viewChangeTimeoutMillis, 50, HOUR_MILLIS);
            // Below, a node that only missed a window of agreement would throw its blocks away.
            ConfigException.requireRange(
                    "consensus.stateLagBlocks", stateLagBlocks, 64, Integer.MAX_VALUE);
        }
    }

    /// Transactions that wait for a block.
    ///
    /// @param transactionsMax most of them; further ones are refused
    /// @param bytesMax most bytes of them
    /// @param transactionsPerSenderMax most of one sender
    public record Pool(int transactionsMax, long bytesMax, int transactionsPerSenderMax) {
        public Pool {
            ConfigException.requireRange("pool.transactionsMax", transactionsMax, 1, 10_000_000);
            ConfigException.requireRange("pool.bytesMax", bytesMax, 1 << 20, 1L << 36);
            ConfigException.requireRange(
                    "pool.transactionsPerSenderMax", transactionsPerSenderMax, 1, transactionsMax);
        }
    }

    /// How waiting transactions are gathered into requests. May be changed while the node runs.
    ///
    /// @param delayMillis how long a transaction waits for company at most, under load; 0 is not at all
    /// @param latencyMillis a request should be ordered within this time; while it is not, requests shrink
    /// @param transactionsMax in one request
    public record Bundling(long delayMillis, long latencyMillis, int transactionsMax) {
        public Bundling {
            ConfigException.requireRange("bundling.delayMillis", delayMillis, 0, 10_000);
            ConfigException.requireRange("bundling.latencyMillis", latencyMillis, 1, 60_000);
            ConfigException.requireRange("bundling.transactionsMax", transactionsMax, 1, 10_000);
        }
    }

    /// What is kept of the past besides blocks, receipts and logs, which stay for ever.
    ///
    /// @param stateHistoryBlocks for how many blocks below the newest the state can still be read and proven; 0 for
    ///     all of them, which makes the node an archive
    public record Ledger(long stateHistoryBlocks) {
        /// Fewer could go away under those who read the newest state.
        private static final long LEAST = 128;

        public Ledger {
            if (stateHistoryBlocks != 0) {
                ConfigException.requireRange(
                        "ledger.stateHistoryBlocks", stateHistoryBlocks, LEAST, 1L << 40);
            }
        }
    }

    /// The transactional store.
    ///
    /// @param logSegmentBytes length of a log file
    /// @param memtableBytesMax what is held in memory before it goes to a table
    /// @param blockCacheBytesMax how much of the tables is kept in memory
    /// @param diskCacheBytesMax how much of them is kept in a file on another, faster disk; 0 is nothing
    /// @param diskCacheDirectory of its own, for that file
    /// @param scrubIntervalMillis after so long all tables are read and compared with what was
    ///     written, again and again; 0 is never
    /// @param scrubBytesPerSecondMax how fast, on average
    public record Storage(
            int logSegmentBytes,
            int memtableBytesMax,
            int blockCacheBytesMax,
            long diskCacheBytesMax,
            Path diskCacheDirectory,
            long scrubIntervalMillis,
            long scrubBytesPerSecondMax) {
        private static final long YEAR_MILLIS = 31_536_000_000L;

        public Storage {
            ConfigException.requireRange(
                    "store.logSegmentBytes", logSegmentBytes, 1 << 16, 1 << 30);
            ConfigException.requireRange(
                    "store.memtableBytesMax", memtableBytesMax, 1 << 10, 1 << 30);
            ConfigException.requireRange(
                    "store.blockCacheBytesMax", blockCacheBytesMax, 0, Integer.MAX_VALUE);
            if (diskCacheBytesMax != 0) {
                ConfigException.requireRange(
                        "store.diskCacheBytesMax",
                        diskCacheBytesMax,
                        SecondLevel.BYTES_MIN,
                        SecondLevel.BYTES_MAX);
            }
            ConfigException.requireRange(
                    "store.scrubIntervalMillis", scrubIntervalMillis, 0, YEAR_MILLIS);
            ConfigException.requireRange(
                    "store.scrubBytesPerSecondMax", scrubBytesPerSecondMax, 1 << 10, 1L << 40);
        }
    }

    /// The only place where defaults are.
    public static NodeConfig defaults() {
        return new NodeConfig(
                Path.of("data"),
                Path.of("genesis.json"),
                Path.of("keys"),
                Path.of("member.json"),
                System.Logger.Level.INFO,
                new Network("127.0.0.1", 30303, "", new TreeMap<>(), new TreeMap<>()),
                new Rpc("127.0.0.1", 8545, 5 << 20, 32 << 20, 1_000),
                new Consensus(500, 2_000),
                new Pool(100_000, 256L << 20, 10_000),
                new Bundling(5, 500, 2_000),
                new Ledger(0),
                new Storage(
                        64 << 20,
                        32 << 20,
                        64 << 20,
                        0,
                        Path.of("data", "block-cache"),
                        DAY_MILLIS,
                        8 << 20));
    }
}
