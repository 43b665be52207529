package io.chirograph.cli;

import io.chirograph.cli.client.NodeClient;
import io.chirograph.cli.client.NodeOptions;
import io.chirograph.cli.console.CommandFailure;
import io.chirograph.cli.console.Ether;
import io.chirograph.cli.console.Output;
import io.chirograph.cli.wallet.Sender;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.wallet.ChecksumAddress;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "send",
        description = "Sign a transaction here, send it to a node and wait until it is in a block.")
final class TransactionSendCommand implements Callable<Integer> {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    @Mixin private Sender sender = new Sender();

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            description = "The receiver (default: none, --data makes a new contract).")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--value",
            paramLabel = "ETHER",
            description = "How much to send (default: ${DEFAULT-VALUE}).")
    private String value = "0";

    @Option(
            names = "--data",
            paramLabel = "HEX",
            description = "The call, or a contract's creation code.")
    private String data = "0x";

    @Option(
            names = "--gas",
            paramLabel = "GAS",
            description = "The gas limit (default: the node's estimate).")
    private Optional<Long> gasLimit = Optional.empty();

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description =
                    "How long to wait for the block, 0 to only send (default: ${DEFAULT-VALUE}).")
    private int waitSeconds = 30;

    @Mixin private NodeOptions node = new NodeOptions();
    @Mixin private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        SigningKey key = sender.key();
        Optional<Address> receiver = to.map(ChecksumAddress::parse);
        Bytes input = Bytes.fromHex(data);
        if (receiver.isEmpty() && input.isEmpty()) {
            throw new CommandFailure("give --to, or --data with a new contract's creation code");
        }
        NodeClient client = node.connect();
        Transaction transaction = sign(client, key, receiver, input);
        String hash =
                client.rpc(
                                "eth_sendRawTransaction",
                                JsonNodeFactory.instance.stringNode(transaction.encode().toHex()))
                        .asString("");
        if (!hash.equals(transaction.hash().toHex())) {
            throw new CommandFailure(
                    "%s names the transaction %s, its hash is %s"
                            .formatted(
                                    client.address(), Output.printable(hash), transaction.hash()));
        }
        if (waitSeconds == 0) {
            output.print(JsonNodeFactory.instance.objectNode().put("hash", hash));
            return 0;
        }
        JsonNode receipt = awaitReceipt(client, hash);
        boolean success = receipt.path("status").asString("").equals("0x1");
        output.print(receipt, () -> text(receipt, hash, success));
        return success ? 0 : 1;
    }

    private Transaction sign(
            NodeClient client, SigningKey key, Optional<Address> receiver, Bytes input)
            throws IOException {
        String from = key.address().toHex();
        UInt256 amount = Ether.parse(value);
        long chainId = client.quantity("eth_chainId").toLong();
        long nonce = client.quantity("eth_getTransactionCount", from, "pending").toLong();
        UInt256 price = client.quantity("eth_gasPrice");
        long gas =
                gasLimit.isPresent()
                        ? gasLimit.get()
                        : estimate(client, from, receiver, amount, input);
        Recipient recipient = receiver.map(Recipient::of).orElseGet(Recipient::newContract);
        // Twice the price leaves room for a rise of the base fee until the block is formed.
        Fees fees = new Fees(UInt256.ZERO, price.times(UInt256.of(2)));
        return new UnsignedTransaction.FeeMarket(
                        chainId, fees, new Call(nonce, gas, recipient, amount, input), List.of())
                .sign(key);
    }

    private static long estimate(
            NodeClient client, String from, Optional<Address> receiver, UInt256 amount, Bytes input)
            throws IOException {
        ObjectNode call = JsonNodeFactory.instance.objectNode();
        call.put("from", from).put("value", amount.toQuantity()).put("data", input.toHex());
        receiver.ifPresent(address -> call.put("to", address.toHex()));
        return UInt256.parse(client.rpc("eth_estimateGas", call).asString("")).toLong();
    }

    private JsonNode awaitReceipt(NodeClient client, String hash) throws IOException {
        output.progress("sent " + hash + ", waiting for its block");
        long deadline = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
        while (System.nanoTime() < deadline) {
            JsonNode receipt =
                    client.rpc(
                            "eth_getTransactionReceipt", JsonNodeFactory.instance.stringNode(hash));
            if (receipt.isObject()) {
                return receipt;
            }
            try {
                Thread.sleep(POLL_INTERVAL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandFailure("interrupted; transaction " + hash + " was sent", e);
            }
        }
        throw new CommandFailure(
                "transaction %s was sent but is in no block after %d s; look again with: chirograph tx show %s"
                        .formatted(hash, waitSeconds, hash));
    }

    private static String text(JsonNode receipt, String hash, boolean success) {
        String contract = receipt.path("contractAddress").asString("");
        return "transaction %s %s in block %s, %s gas%s"
                .formatted(
                        hash,
                        success ? "succeeded" : "was reverted",
                        UInt256.parse(receipt.path("blockNumber").asString("0x0")),
                        UInt256.parse(receipt.path("gasUsed").asString("0x0")),
                        contract.isEmpty() ? "" : "\ncontract " + Output.printable(contract));
    }
}
