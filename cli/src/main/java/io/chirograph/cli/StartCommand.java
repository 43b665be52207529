package io.chirograph.cli;

import io.chirograph.cli.console.CommandFailure;
import io.chirograph.node.Node;
import io.chirograph.node.config.NodeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "start", description = "Run a node until it is told to end (Ctrl-C or SIGTERM).")
final class StartCommand implements Callable<Integer> {
    private static final String INPUT_ENDED = "";

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
        Node node = Node.start(config);
        // However the process ends, by a signal or by Main, this hook stops the node, and only
        // once.
        Runtime.getRuntime().addShutdownHook(new Thread(node::close, "stop"));
        CompletableFuture<String> end = node.failed();
        if (stopWithInput) {
            Thread.ofPlatform()
                    .daemon()
                    .name("input")
                    .start(() -> {
                        awaitEnd(System.in);
                        end.complete(INPUT_ENDED);
                    });
        }
        String reason = end.join();
        if (reason.equals(INPUT_ENDED)) {
            node.close();
            return 0;
        }
        throw new CommandFailure("the node stopped: " + reason);
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
