package io.chirograph.cli.client;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.node.config.AccessToken;
import io.chirograph.node.config.LoadedConfig;
import io.chirograph.node.config.NodeConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Which node a command talks to. The address and the token may be given one by one; what is not comes
/// from the node's configuration, by default `chirograph.toml` in the working directory.
public final class NodeOptions {
    private static final Path USUAL_CONFIG = Path.of("chirograph.toml");

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "The node's address (default: environment CHIROGRAPH_URL, else from the"
                            + " configuration, else http://127.0.0.1:8545).")
    private Optional<URI> url = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "The node's access token (default: environment CHIROGRAPH_TOKEN_FILE, else"
                            + " 'token' in the configuration's data directory).")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The node's configuration (default: chirograph.toml, if it is here).")
    private Optional<Path> config = Optional.empty();

    /// A client of the chosen node; nothing is sent yet.
    public NodeClient connect() throws IOException {
        return connect(System.getenv());
    }

    NodeClient connect(Map<String, String> environment) throws IOException {
        NodeConfig node = nodeConfig(environment);
        URI address =
                url.or(() ->
                                Optional.ofNullable(environment.get("CHIROGRAPH_URL"))
                                        .map(URI::create))
                        .orElseGet(() -> address(node.rpc()));
        if (!"http".equals(address.getScheme()) && !"https".equals(address.getScheme())) {
            throw new CommandFailure(
                    "'%s' is not a node's address, such as http://127.0.0.1:8545"
                            .formatted(address));
        }
        return new NodeClient(address, token(environment, node));
    }

    private NodeConfig nodeConfig(Map<String, String> environment) throws IOException {
        Optional<Path> file =
                config.or(() -> Optional.of(USUAL_CONFIG).filter(Files::isRegularFile));
        return LoadedConfig.load(file, environment, Map.of()).config();
    }

    private static URI address(NodeConfig.Rpc rpc) {
        // A node that listens on all addresses is reached on the loopback one.
        boolean everywhere = rpc.host().equals("0.0.0.0") || rpc.host().equals("::");
        String host = everywhere ? "127.0.0.1" : rpc.host();
        return URI.create(
                "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + rpc.port());
    }

    private Optional<String> token(Map<String, String> environment, NodeConfig node)
            throws IOException {
        Optional<Path> given =
                tokenFile.or(() ->
                        Optional.ofNullable(environment.get("CHIROGRAPH_TOKEN_FILE"))
                                .map(Path::of));
        Path file = given.orElse(AccessToken.file(node.dataDirectory()));
        return given.isPresent() || Files.exists(file)
                ? Optional.of(AccessToken.read(file))
                : Optional.empty();
    }
}
