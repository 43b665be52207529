package io.chirograph.cli;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.node.Node;
import io.chirograph.node.config.NodeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "start", description = "Run a node until it is told to end (Ctrl-C or SIGTERM).")
final class StartCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(StartCommand.class.getName());

    @Option(
            names = "--stop-with-input",
            description =
                    "Also end when standard input does, so that the node does not outlive the"
                            + " process that started it.")
    private boolean stopWithInput;

    @Mixin private ConfigOptions options = new ConfigOptions();

    @Override
    public Integer call() throws IOException {
        NodeConfig config = options.load().config();
        NodeLog.begin(config.logLevel());
        AtomicReference<Node> running = new AtomicReference<>(Node.start(config));
        // However the process ends, by a signal or by Main, this hook stops the node, and only
        // once.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> running.get().close(), "stop"));
        CompletableFuture<String> inputEnded = new CompletableFuture<>();
        if (stopWithInput) {
            Thread.ofPlatform()
                    .daemon()
                    .name("input")
                    .start(() -> {
                        awaitEnd(System.in);
                        inputEnded.complete("");
                    });
        }
        while (true) {
            Node node = running.get();
            CompletableFuture.anyOf(node.failed(), node.restart(), inputEnded).join();
            if (node.failed().isDone()) {
                throw new CommandFailure("the node stopped: " + node.failed().join());
            }
            node.close();
            if (inputEnded.isDone()) {
                return 0;
            }
            LOG.log(System.Logger.Level.INFO, "node starts again: {0}", node.restart().join());
            running.set(Node.start(config));
        }
    }

    private static void awaitEnd(InputStream input) {
        byte[] ignored = new byte[256];
        try {
            while (input.read(ignored) >= 0) {
                // what is typed has no meaning here
            }
        } catch (IOException e) {
            return; // as good as its end
        }
    }
}
