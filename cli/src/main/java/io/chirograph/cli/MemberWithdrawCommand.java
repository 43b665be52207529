package io.chirograph.cli;

import io.chirograph.cli.client.NodeClient;
import io.chirograph.cli.client.NodeOptions;
import io.chirograph.cli.console.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "withdraw", description = "Take back this member's own proposal.")
final class MemberWithdrawCommand implements Callable<Integer> {
    @Mixin private NodeOptions node = new NodeOptions();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        NodeClient client = node.connect();
        MemberChange.print(output, client.delete("/api/v1/proposals"), "took the proposal back");
        return 0;
    }
}
