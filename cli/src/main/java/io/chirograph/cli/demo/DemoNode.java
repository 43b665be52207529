package io.chirograph.cli.demo;

import io.chirograph.cli.client.NodeClient;
import io.chirograph.cli.console.CommandFailure;
import io.chirograph.node.config.AccessToken;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// One organisation of the demonstration: its process and a client with its token.
final class DemoNode {
    private final NodeProcess process;
    private final URI address;
    private final Path dataDirectory;

    /// One for all calls: it keeps connections.
    private final NodeClient publicClient;

    DemoNode(NodeProcess process, int rpcPort) {
        this.process = process;
        this.address = URI.create("http://127.0.0.1:" + rpcPort);
        this.dataDirectory = process.directory().resolve("data");
        this.publicClient = new NodeClient(address, Optional.empty());
    }

    int number() {
        return process.number();
    }

    NodeProcess process() {
        return process;
    }

    URI address() {
        return address;
    }

    /// A client for everything; the token is there once the node has started.
    NodeClient client() throws IOException {
        return new NodeClient(
                address, Optional.of(AccessToken.read(AccessToken.file(dataDirectory))));
    }

    /// Its newest certified block; empty when it does not answer.
    Optional<Long> height() {
        if (!process.isRunning() || process.isPaused()) {
            return Optional.empty();
        }
        try {
            return Optional.of(publicClient().quantity("eth_blockNumber").toLong());
        } catch (IOException | CommandFailure e) {
            return Optional.empty(); // not up yet, or not any more
        }
    }

    /// A client for what needs no token.
    NodeClient publicClient() {
        return publicClient;
    }
}
