package io.chirograph.cli.demo;

import io.chirograph.cli.client.NodeClient;
import io.chirograph.cli.console.CommandFailure;
import io.chirograph.crypto.SigningKey;
import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// A client that sends transfers to one node, a few at a time, and remembers every receipt it was given. Ends
/// when the node does.
final class ReceiptCollector implements Runnable {
    private static final int AT_ONCE = 20;
    private static final Address RECEIVER =
            Address.fromHex("0x00000000000000000000000000000000000000bb");

    private final NodeClient client;
    private final SigningKey sender;
    private final long chainId;

    /// Block hash by transaction hash.
    private final Map<String, String> receipts = new LinkedHashMap<>();

    private volatile boolean stopped;

    ReceiptCollector(NodeClient client, SigningKey sender, long chainId) {
        this.client = client;
        this.sender = sender;
        this.chainId = chainId;
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                sendSome();
            }
        } catch (IOException | CommandFailure e) {
            // The node is gone: what it had confirmed until now is what counts.
        }
    }

    /// Sends some transfers and waits for all their receipts.
    void sendSome() throws IOException {
        long nonce =
                client.quantity("eth_getTransactionCount", sender.address().toHex(), "latest")
                        .toLong();
        List<JsonNode> hashes = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            hashes.add(client.rpc("eth_sendRawTransaction", envelope(nonce + i)));
        }
        for (JsonNode hash : hashes) {
            JsonNode receipt = client.rpc("eth_getTransactionReceipt", hash);
            while (!receipt.isObject() && !stopped) {
                LockSupport.parkNanos(5_000_000);
                receipt = client.rpc("eth_getTransactionReceipt", hash);
            }
            if (receipt.isObject()) {
                remember(hash.asString(""), receipt.path("blockHash").asString(""));
            }
        }
    }

    private JsonNode envelope(long nonce) {
        Call call = new Call(nonce, 21_000, Recipient.of(RECEIVER), UInt256.ONE, Bytes.EMPTY);
        return JsonNodeFactory.instance.stringNode(
                new UnsignedTransaction.FeeMarket(
                                chainId, new Fees(UInt256.ZERO, UInt256.ZERO), call, List.of())
                        .sign(sender)
                        .encode()
                        .toHex());
    }

    private synchronized void remember(String transaction, String block) {
        receipts.put(transaction, block);
    }

    /// Block hash by transaction hash of every receipt seen so far.
    synchronized Map<String, String> receipts() {
        return Map.copyOf(receipts);
    }

    void stop() {
        stopped = true;
    }
}
