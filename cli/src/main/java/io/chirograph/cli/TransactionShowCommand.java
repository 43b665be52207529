package io.chirograph.cli;

import io.chirograph.cli.client.NodeClient;
import io.chirograph.cli.client.NodeOptions;
import io.chirograph.cli.console.CommandFailure;
import io.chirograph.cli.console.Output;
import io.chirograph.types.Hash32;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "show", description = "Print a transaction and its receipt.")
final class TransactionShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "HASH", description = "The transaction's hash.")
    private String hash = "";

    @Mixin private NodeOptions node = new NodeOptions();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        JsonNode name = JsonNodeFactory.instance.stringNode(Hash32.fromHex(hash).toHex());
        NodeClient client = node.connect();
        JsonNode transaction = client.rpc("eth_getTransactionByHash", name);
        if (!transaction.isObject()) {
            throw new CommandFailure(
                    "%s knows no transaction %s".formatted(client.address(), hash));
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.set("transaction", transaction);
        result.set("receipt", client.rpc("eth_getTransactionReceipt", name));
        output.print(result);
        return 0;
    }
}
