package io.chirograph.cli;

import io.chirograph.cli.client.NodeClient;
import io.chirograph.cli.client.NodeOptions;
import io.chirograph.cli.console.Ether;
import io.chirograph.cli.console.Output;
import io.chirograph.crypto.wallet.ChecksumAddress;
import io.chirograph.types.Address;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.JsonNodeFactory;

@Command(name = "balance", description = "Print what an account holds and how much it sent.")
final class AccountBalanceCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ADDRESS", description = "The account.")
    private String account = "";

    @Mixin private NodeOptions node = new NodeOptions();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        Address address = ChecksumAddress.parse(account);
        NodeClient client = node.connect();
        UInt256 balance = client.quantity("eth_getBalance", address.toHex(), "latest");
        UInt256 count = client.quantity("eth_getTransactionCount", address.toHex(), "latest");
        output.print(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("address", ChecksumAddress.format(address))
                        .put("wei", balance.toString())
                        .put("ether", Ether.format(balance))
                        .put("transactions", count.toString()),
                () -> "%s ether, %s transactions sent".formatted(Ether.format(balance), count));
        return 0;
    }
}
