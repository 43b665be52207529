package io.chirograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.ledger.transaction.Call;
import io.chirograph.ledger.transaction.Fees;
import io.chirograph.ledger.transaction.Recipient;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.UnsignedTransaction;
import io.chirograph.node.config.AccessToken;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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

    @Test
    void stagesTellOfBlocksAndRulesOfBundlingChangeWhileTheNodeRuns(@TempDir Path directory)
            throws Exception {
        try (TestNetwork network = TestNetwork.start(directory)) {
            Node node = network.node(1);
            Path data = directory.resolve("member-2").resolve("data");
            String token = AccessToken.read(AccessToken.file(data));
            JsonNode rules =
                    pipeline(node, token, "PATCH", "/bundling", "{\"transactionsMax\": 1}");
            assertThat(rules.path("transactionsMax").asInt()).isEqualTo(1);

            List<Transaction> transfers =
                    IntStream.range(0, 20).mapToObj(NodeIT::transfer).toList();
            submit(node, transfers);
            awaitIncluded(network, transfers, 1);

            for (JsonNode stage : pipeline(node, token, "GET", "", "").path("stages")) {
                String name = stage.path("stage").asString();
                switch (name) {
                    case "bundle" -> {
                        assertThat(stage.path("items").asInt()).isEqualTo(20);
                        assertThat(stage.path("batches").asInt()).isEqualTo(20);
                    }
                    case "execute", "persist", "certify" ->
                            assertThat(stage.path("items").asInt()).as(name).isEqualTo(20);
                    default -> assertThat(name).isIn("verify", "order");
                }
            }
        }
    }

    private static JsonNode pipeline(
            Node node, String token, String method, String path, String body)
            throws IOException, InterruptedException {
        URI address =
                URI.create("http://127.0.0.1:%d/api/v1/pipeline%s".formatted(node.rpcPort(), path));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(address)
                            .header("Authorization", "Bearer " + token)
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build();
            return JsonMapper.shared()
                    .readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
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
        submit(node, List.of(transaction));
    }

    /// In one JSON-RPC batch.
    private static void submit(Node node, List<Transaction> transactions) {
        String calls =
                transactions.stream()
                        .map(each -> each.encode().toHex())
                        .map(
                                """
                                {"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["%s"]}\
                                """
                                        ::formatted)
                        .collect(Collectors.joining(",", "[", "]"));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.rpcPort()))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(calls))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            for (Transaction each : transactions) {
                assertThat(response.body()).contains(each.hash().toHex());
            }
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
