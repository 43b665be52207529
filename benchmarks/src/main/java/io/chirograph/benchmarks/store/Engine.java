package io.chirograph.benchmarks.store;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The engines that can be measured.
enum Engine {
    CHIROGRAPH,
    ROCKSDB,
    LMDB,
    SQLITE,
    BERKELEY,
    MVSTORE,
    XODUS,
    /// What nobody can exceed with one log: no engine, and no peer.
    PROBE;

    /// What each may keep in memory of its files.
    static final int CACHE_BYTES = 512 << 20;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    PeerStore open(Path directory) {
        return switch (this) {
            case CHIROGRAPH -> new ChirographStore(directory);
            case ROCKSDB -> new RocksDbStore(directory);
            case LMDB -> new LmdbStore(directory);
            case SQLITE -> new SqliteStore(directory);
            case BERKELEY -> new BerkeleyStore(directory);
            case MVSTORE -> new MvStore(directory);
            case XODUS -> new XodusStore(directory);
            case PROBE -> new LogProbe(directory);
        };
    }

    static List<Engine> allPeers() {
        return Arrays.stream(values()).filter(Engine::isPeer).toList();
    }

    private boolean isPeer() {
        return this != CHIROGRAPH && this != PROBE;
    }

    /// @param text `all`, `none`, or labels divided by commas
    static List<Engine> peers(String text) {
        return switch (text) {
            case "all" -> allPeers();
            case "none" -> List.of();
            default -> Stream.of(text.split(",")).map(Engine::peer).toList();
        };
    }

    private static Engine peer(String label) {
        return allPeers().stream()
                .filter(engine -> engine.label().equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no peer is called '%s'; there are all, none, %s"
                                        .formatted(
                                                label,
                                                String.join(
                                                        ", ",
                                                        allPeers().stream()
                                                                .map(Engine::label)
                                                                .toList()))));
    }
}
