package io.chirograph.cli;

import io.chirograph.cli.client.NodeOptions;
import io.chirograph.cli.console.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "peers",
        description = {
            "Print where a running node calls each of its peers, on which lanes it is connected to"
                    + " them, and what they said last of themselves."
        })
final class PeersCommand implements Callable<Integer> {
    @Mixin private NodeOptions node = new NodeOptions();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        output.print(node.connect().get("/api/v1/peers"));
        return 0;
    }
}
