package io.chirograph.cli;

import io.chirograph.cli.client.NodeClient;
import io.chirograph.cli.client.NodeOptions;
import io.chirograph.cli.console.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "remove", description = "Propose to remove a member, and approve that.")
final class MemberRemoveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The member, as 'member list' names it.")
    private String name = "";

    @Mixin private NodeOptions node = new NodeOptions();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        NodeClient client = node.connect();
        MemberChange.print(
                output,
                client.delete("/api/v1/members/" + NodeClient.encode(name)),
                "proposed to remove " + name);
        return 0;
    }
}
