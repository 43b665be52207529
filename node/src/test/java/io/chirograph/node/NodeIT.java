package io.chirograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeIT {
    private static final Address RECEIVER =
            Address.fromHex("0x00000000000000000000000000000000000000aa");

    @Test
    void fourMembersAgreeOnTransfersAndGoOnWithoutOneWhichThenCatchesUp(@TempDir Path directory)
            throws Exception {
        try (TestNetwork network = TestNetwork.start(directory)) {
            List<Transaction> transfers =
                    IntStream.range(0, 200).mapToObj(NodeIT::transfer).toList();
            transfers.subList(0, 100).forEach(each -> submit(network.node(1), each));
            awaitIncluded(network, transfers.subList(0, 100), 0, 1, 2, 3);

            network.stop(0); // the first primary
            transfers.subList(100, 200).forEach(each -> submit(network.node(1), each));
            awaitIncluded(network, transfers.subList(100, 200), 1, 2, 3);

            network.restart(0);
            awaitIncluded(network, transfers, 0, 1, 2, 3);
            long height = network.node(1).ledger().certifiedHeight();
            network.await(
                    "the restarted member is at height " + height,
                    () -> network.node(0).ledger().certifiedHeight() >= height);
            for (int i = 1; i < 4; i++) {
                assertThat(network.node(i).ledger().block(height).orElseThrow().hash())
                        .isEqualTo(network.node(0).ledger().block(height).orElseThrow().hash());
            }
            assertThat(
                            network.node(0)
                                    .ledger()
                                    .state(height)
                                    .orElseThrow()
                                    .account(RECEIVER)
                                    .orElseThrow()
                                    .balance())
                    .isEqualTo(UInt256.of(200));
        }
    }

    private static Transaction transfer(int nonce) {
        return new UnsignedTransaction.FeeMarket(
                        1337,
                        new Fees(UInt256.ZERO, UInt256.ZERO),
                        new Call(nonce, 21_000, Recipient.of(RECEIVER), UInt256.ONE, Bytes.EMPTY),
                        List.of())
                .sign(TestNetwork.FUNDED);
    }

    private static void submit(Node node, Transaction transaction) {
        String call =
                """
                {"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["%s"]}\
                """
                        .formatted(transaction.encode().toHex());
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.rpcPort()))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(call))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).contains(transaction.hash().toHex());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitIncluded(
            TestNetwork network, List<Transaction> transactions, int... members) {
        for (int member : members) {
            for (Transaction transaction : transactions) {
                network.await(
                        "member " + member + " has transaction " + transaction.nonce(),
                        () ->
                                network.node(member)
                                        .ledger()
                                        .transaction(transaction.hash())
                                        .isPresent());
            }
        }
    }
}
