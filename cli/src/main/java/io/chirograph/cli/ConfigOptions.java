package io.chirograph.cli;

import io.chirograph.node.config.LoadedConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The configuration of a node that is to run here.
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The node's configuration in TOML (default: none, only defaults).")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set one value, such as rpc.port=8546; may be repeated.")
    private Map<String, String> flags = new LinkedHashMap<>();

    LoadedConfig load() throws IOException {
        return LoadedConfig.load(file, System.getenv(), flags);
    }
}
