package io.chirograph.cli;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.node.Node;
import io.chirograph.node.NodeException;
import io.chirograph.node.config.NodeConfig;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "start",
        description = {
            "Run this organisation's node until it is told to stop (SIGTERM, Ctrl-C).",
            "A node that is killed starts again with the same command: nothing it confirmed is lost."
        })
final class StartCommand implements Callable<Integer> {
    @Mixin private ConfigOptions options = new ConfigOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command runs
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException {
        NodeConfig config = options.load().config();
        Logging.start(config.logLevel());
        Node node;
        try {
            node = Node.start(config);
        } catch (NodeException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
        Thread stop = Thread.ofPlatform().name("stop").unstarted(node::close);
        Runtime.getRuntime().addShutdownHook(stop);
        command.commandLine()
                .getOut()
                .println("ready: http://%s:%d".formatted(config.rpc().host(), node.rpcPort()));
        command.commandLine().getOut().flush();
        try {
            // Ends only when the node gives up by itself; a signal ends the process.
            throw new CommandFailure("the node stopped: " + node.failed().get());
        } catch (ExecutionException e) {
            throw new CommandFailure("the node stopped: " + e.getCause(), e);
        }
    }
}
