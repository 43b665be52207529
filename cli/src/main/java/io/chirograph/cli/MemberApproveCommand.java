package io.chirograph.cli;

import io.chirograph.cli.client.NodeClient;
import io.chirograph.cli.client.NodeOptions;
import io.chirograph.cli.console.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "approve", description = "Approve what another member proposed.")
final class MemberApproveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The proposal, as 'member list' numbers it.")
    private long id;

    @Option(
            names = "--unsynced",
            description = "Also when the new member does not have the chain yet.")
    private boolean unsynced;

    @Mixin private NodeOptions node = new NodeOptions();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        NodeClient client = node.connect();
        MemberChange.print(
                output,
                client.post("/api/v1/proposals/" + id + (unsynced ? "?unsynced=true" : "")),
                "approved proposal " + id);
        return 0;
    }
}
