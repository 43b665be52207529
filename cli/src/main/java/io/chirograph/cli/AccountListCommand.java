package io.chirograph.cli;

import io.chirograph.cli.console.Output;
import io.chirograph.cli.wallet.Keystore;
import io.chirograph.crypto.wallet.ChecksumAddress;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

@Command(name = "list", description = "Print the accounts of the keystore.")
final class AccountListCommand implements Callable<Integer> {
    @Mixin private Keystore keystore = new Keystore();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        List<String> addresses = keystore.list().stream().map(ChecksumAddress::format).toList();
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        addresses.forEach(result::add);
        output.print(
                result,
                () ->
                        addresses.isEmpty()
                                ? "no accounts in " + keystore.directory()
                                : String.join("\n", addresses));
        return 0;
    }
}
