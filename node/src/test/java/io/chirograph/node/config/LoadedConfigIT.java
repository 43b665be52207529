package io.chirograph.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadedConfigIT {
    @TempDir private Path directory;

    private LoadedConfig load(String toml) throws IOException {
        return load(toml, Map.of(), Map.of());
    }

    private LoadedConfig load(
            String toml, Map<String, String> environment, Map<String, String> flags)
            throws IOException {
        Path file = directory.resolve("chirograph.toml");
        Files.writeString(file, toml);
        return LoadedConfig.load(Optional.of(file), environment, flags);
    }

    @Test
    void withoutAnythingGivenAllIsDefault() throws IOException {
        LoadedConfig loaded = LoadedConfig.load(Optional.empty(), Map.of(), Map.of());
        assertThat(loaded.config()).isEqualTo(NodeConfig.defaults());
        assertThat(loaded.settings())
                .isNotEmpty()
                .allSatisfy(
                        setting -> assertThat(setting.origin()).isEqualTo(new Origin.Default()));
    }

    @Test
    void commandLineBeatsEnvironmentBeatsFileBeatsDefault() throws IOException {
        LoadedConfig loaded =
                load(
                        """
                        logLevel = "debug"

                        [rpc]
                        host = "0.0.0.0"
                        port = 1001
                        connectionsMax = 7
                        """,
                        Map.of(
                                "CHIROGRAPH_NODE_RPC_PORT", "1002",
                                "CHIROGRAPH_NODE_RPC_CONNECTIONS_MAX", "8",
                                "HOME", "/root"),
                        Map.of("rpc.port", "1003"));
        assertThat(loaded.config().logLevel()).isEqualTo(System.Logger.Level.DEBUG);
        assertThat(loaded.config().rpc().host()).isEqualTo("0.0.0.0");
        assertThat(loaded.config().rpc().port()).isEqualTo(1003);
        assertThat(loaded.config().rpc().connectionsMax()).isEqualTo(8);
        assertThat(loaded.settings())
                .contains(
                        new Setting("rpc.port", "1003", new Origin.Flag()),
                        new Setting(
                                "rpc.connectionsMax",
                                "8",
                                new Origin.Environment("CHIROGRAPH_NODE_RPC_CONNECTIONS_MAX")),
                        new Setting(
                                "rpc.host",
                                "\"0.0.0.0\"",
                                new Origin.File(directory.resolve("chirograph.toml"), 4)));
    }

    @Test
    void statesAreKeptForEverOrForEnoughBlocksToReadTheNewest() throws IOException {
        assertThat(NodeConfig.defaults().ledger().stateHistoryBlocks()).isZero();
        assertThat(
                        load("[ledger]\nstateHistoryBlocks = 90000")
                                .config()
                                .ledger()
                                .stateHistoryBlocks())
                .isEqualTo(90_000);
        assertThatThrownBy(() -> load("[ledger]\nstateHistoryBlocks = 3"))
                .hasMessageContaining("ledger.stateHistoryBlocks")
                .hasMessageContaining("128");
    }

    @Test
    void pathsInTheFileStartAtItsDirectoryOthersAtTheWorkingDirectory() throws IOException {
        NodeConfig config =
                load("dataDirectory = \"state\"", Map.of(), Map.of("genesisFile", "g.json"))
                        .config();
        assertThat(config.dataDirectory()).isEqualTo(directory.resolve("state"));
        assertThat(config.keyDirectory()).isEqualTo(directory.resolve("keys"));
        assertThat(config.genesisFile()).isEqualTo(Path.of("g.json"));
    }

    @Test
    void readsPeersByTheirNames() throws IOException {
        NodeConfig config =
                load("""
                [network]
                announce = "here.example:30305"
                [network.peers]
                bank-b = "10.0.0.2:30303"
                bank-c = "[::1]:30304"
                """)
                        .config();
        assertThat(config.network().peers())
                .containsEntry("bank-b", new Endpoint("10.0.0.2", 30303))
                .containsEntry("bank-c", new Endpoint("::1", 30304));
        assertThat(config.network().announced()).contains(new Endpoint("here.example", 30305));
        assertThat(new Endpoint("::1", 30304)).hasToString("[::1]:30304");
    }

    @Test
    void readsFilesOfMembersByTheirSeats() throws IOException {
        NodeConfig config =
                load("""
                [network.members]
                4 = "e.member.json"
                11 = "/etc/f.member.json"
                """)
                        .config();
        assertThat(config.network().members())
                .containsEntry(4, directory.resolve("e.member.json"))
                .containsEntry(11, Path.of("/etc/f.member.json"))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rpc.prot = 1            | rpc.prot is not a setting (did you mean 'rpc.port'?)",
                "[rcp]\\nport = 1        | (did you mean 'rpc.port'?)",
                "\\n[rpc]\\nport = \"x\" | line 3",
                "rpc.port = \"8545\"     | rpc.port is \"8545\", a whole number is needed",
                "rpc.port = 8545.5       | a whole number is needed",
                "rpc.port = 70000        | rpc.port is 70000, allowed are 0 to 65535",
                "rpc.port = 9999999999   | rpc.port is 9999999999, at most",
                "rpc.host = 1            | a string in quotes is needed",
                "rpc.host = \"a b\"      | a host name or an IP address is needed",
                "logLevel = \"DEBGU\"    | did you mean 'DEBUG'?",
                "logLevel = \"\"        | allowed are ALL, TRACE",
                "network.peers.b = \"x\" | network.peers.b is 'x', host:port",
                "network.peers.b = \"x:0\" | network.peers.b is 0, allowed are 1 to 65535",
                "network.members.e = \"e.json\" | ends with 'e', the number of a seat is needed",
                "network.members.256 = \"e.json\" | ends with '256', the number of a seat",
                "network.announce = \"x\" | network.announce is 'x', host:port",
                "consensus.viewChangeTimeoutMillis = 10 | is 10, allowed are 50 to",
                "consensus.stateLagBlocks = 1 | is 1, allowed are 64 to",
                "consensus.batchBytesMax = 1 | the genesis file has it as agreement.batchBytesMax",
                "port =                  | is not TOML",
                "[rpc]\\nport = 1\\nport = 2 | is not TOML",
            })
    void tellsWhatIsWrongWithAFile(String toml, String message) {
        String text = toml.replace("\\n", "\n");
        assertThatThrownBy(() -> load(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("chirograph.toml");
    }

    @Test
    void tellsWhereAValueOutsideItsRangeComesFrom() {
        assertThatThrownBy(() -> load("", Map.of("CHIROGRAPH_NODE_RPC_PORT", "-1"), Map.of()))
                .hasMessageContaining("rpc.port is -1")
                .hasMessageContaining("environment CHIROGRAPH_NODE_RPC_PORT");
        assertThatThrownBy(() -> load("", Map.of(), Map.of("rpc.port", "x")))
                .hasMessageContaining("rpc.port is \"x\"")
                .hasMessageContaining("command line");
        assertThatThrownBy(() -> load("", Map.of("CHIROGRAPH_NODE_RPC_PROT", "1"), Map.of()))
                .hasMessageContaining("did you mean 'CHIROGRAPH_NODE_RPC_PORT'?");
        assertThatThrownBy(() -> load("", Map.of(), Map.of("rpc.prot", "1")))
                .hasMessageContaining("did you mean 'rpc.port'?");
    }

    @Test
    void tellsThatTheFileIsMissing() {
        Path missing = directory.resolve("missing.toml");
        assertThatThrownBy(() -> LoadedConfig.load(Optional.of(missing), Map.of(), Map.of()))
                .hasMessage("configuration file " + missing + " does not exist");
    }
}
