package io.chirograph.cli;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.node.Node;
import io.chirograph.node.config.NodeConfig;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "start", description = "Run a node until it is told to end (Ctrl-C or SIGTERM).")
final class StartCommand implements Callable<Integer> {
    @Mixin private ConfigOptions options = new ConfigOptions();

    @Override
    public Integer call() throws IOException {
        NodeConfig config = options.load().config();
        NodeLog.begin(config.logLevel());
        Node node = Node.start(config);
        // However the process ends, by a signal or by Main, this hook stops the node, and only
        // once.
        Runtime.getRuntime().addShutdownHook(new Thread(node::close, "stop"));
        String reason = node.failed().join();
        throw new CommandFailure("the node stopped: " + reason);
    }
}
