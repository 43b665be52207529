package io.chirograph.cli;

import io.chirograph.cli.client.NodeOptions;
import io.chirograph.cli.console.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "status", description = "Print what a running node says of itself.")
final class StatusCommand implements Callable<Integer> {
    @Mixin private NodeOptions node = new NodeOptions();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        output.print(node.connect().get("/api/v1/status"));
        return 0;
    }
}
