package io.chirograph.node.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A configuration and where each of its values comes from.
///
/// @param settings in the order of their keys
public record LoadedConfig(NodeConfig config, List<Setting> settings) {
    public LoadedConfig {
        settings = List.copyOf(settings);
    }

    /// Puts a configuration together: command line before environment before file before default.
    ///
    /// @param file TOML; relative paths in it start at its directory
    /// @param environment variables such as `CHIROGRAPH_NODE_RPC_PORT`; others are left alone
    /// @param flags values by key, such as `rpc.port`
    /// @throws ConfigException when anything is unknown, of a wrong type or out of range
    public static LoadedConfig load(
            Optional<Path> file, Map<String, String> environment, Map<String, String> flags)
            throws IOException {
        Optional<TomlFile> toml =
                file.isPresent() ? Optional.of(TomlFile.read(file.get())) : Optional.empty();
        Path directory =
                file.map(Path::toAbsolutePath)
                        .flatMap(path -> Optional.ofNullable(path.getParent()))
                        .orElse(Path.of(""));
        ConfigSource source = new ConfigSource(toml, directory, environment, flags);
        try {
            NodeConfig config = read(source);
            source.end();
            return new LoadedConfig(config, source.settings());
        } catch (ConfigException e) {
            throw e.getCause() == null && !e.key().isEmpty() ? e.at(source.origin(e.key())) : e;
        }
    }

    /// What used to be, or might be taken for, a node's own choice.
    private static final List<String> RULES_OF_THE_NETWORK =
            List.of(
                    "blockIntervalMillisMin",
                    "emptyBlockMillis",
                    "batchBytesMax",
                    "batchRequestsMax",
                    "checkpointIntervalBlocks",
                    "clockSkewMillisMax");

    private static NodeConfig read(ConfigSource source) {
        NodeConfig usual = NodeConfig.defaults();
        return new NodeConfig(
                source.path("dataDirectory", usual.dataDirectory()),
                source.path("genesisFile", usual.genesisFile()),
                source.path("keyDirectory", usual.keyDirectory()),
                source.path("memberFile", usual.memberFile()),
                source.choice("logLevel", usual.logLevel()),
                network(source, usual.network()),
                rpc(source, usual.rpc()),
                consensus(source, usual.consensus()),
                pool(source, usual.pool()),
                bundling(source, usual.bundling()),
                ledger(source, usual.ledger()),
                storage(source, usual.store()));
    }

    private static NodeConfig.Network network(ConfigSource source, NodeConfig.Network usual) {
        return new NodeConfig.Network(
                source.text("network.host", usual.host()),
                source.count("network.port", usual.port()),
                source.text("network.announce", usual.announce()),
                source.endpoints("network.peers."),
                members(source));
    }

    private static SortedMap<Integer, Path> members(ConfigSource source) {
        String prefix = "network.members.";
        SortedMap<Integer, Path> members = new TreeMap<>();
        for (String key : source.keys(prefix)) {
            Path file = source.path(key, Path.of(""));
            members.put(source.seat(key, key.substring(prefix.length())), file);
        }
        return members;
    }

    private static NodeConfig.Rpc rpc(ConfigSource source, NodeConfig.Rpc usual) {
        return new NodeConfig.Rpc(
                source.text("rpc.host", usual.host()),
                source.count("rpc.port", usual.port()),
                source.count("rpc.requestBytesMax", usual.requestBytesMax()),
                source.count("rpc.documentBytesMax", usual.documentBytesMax()),
                source.count("rpc.connectionsMax", usual.connectionsMax()));
    }

    private static NodeConfig.Consensus consensus(ConfigSource source, NodeConfig.Consensus usual) {
        for (String rule : RULES_OF_THE_NETWORK) {
            source.refuse(
                    "consensus." + rule,
                    "is no setting of one node: all members must share it, so the genesis file has it as agreement.%s ('chirograph genesis build' sets it)"
                            .formatted(rule));
        }
        return new NodeConfig.Consensus(
                source.number("consensus.viewChangeTimeoutMillis", usual.viewChangeTimeoutMillis()),
                source.count("consensus.stateLagBlocks", usual.stateLagBlocks()));
    }

    private static NodeConfig.Pool pool(ConfigSource source, NodeConfig.Pool usual) {
        return new NodeConfig.Pool(
                source.count("pool.transactionsMax", usual.transactionsMax()),
                source.number("pool.bytesMax", usual.bytesMax()),
                source.count("pool.transactionsPerSenderMax", usual.transactionsPerSenderMax()));
    }

    private static NodeConfig.Bundling bundling(ConfigSource source, NodeConfig.Bundling usual) {
        return new NodeConfig.Bundling(
                source.number("bundling.delayMillis", usual.delayMillis()),
                source.number("bundling.latencyMillis", usual.latencyMillis()),
                source.count("bundling.transactionsMax", usual.transactionsMax()));
    }

    private static NodeConfig.Ledger ledger(ConfigSource source, NodeConfig.Ledger usual) {
        return new NodeConfig.Ledger(
                source.number("ledger.stateHistoryBlocks", usual.stateHistoryBlocks()));
    }

    private static NodeConfig.Storage storage(ConfigSource source, NodeConfig.Storage usual) {
        return new NodeConfig.Storage(
                source.count("store.logSegmentBytes", usual.logSegmentBytes()),
                source.count("store.memtableBytesMax", usual.memtableBytesMax()),
                source.count("store.blockCacheBytesMax", usual.blockCacheBytesMax()),
                source.number("store.diskCacheBytesMax", usual.diskCacheBytesMax()),
                source.path("store.diskCacheDirectory", usual.diskCacheDirectory()),
                source.number("store.scrubIntervalMillis", usual.scrubIntervalMillis()),
                source.number("store.scrubBytesPerSecondMax", usual.scrubBytesPerSecondMax()));
    }
}
