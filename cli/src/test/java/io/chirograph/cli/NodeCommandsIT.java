package io.chirograph.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.cli.StubNode.Request;
import io.chirograph.crypto.SecretFile;
import io.chirograph.crypto.wallet.DemoAccounts;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.ledger.transaction.Transaction.Valid;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class NodeCommandsIT {
    private static final String SECOND = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    @TempDir private Path directory;
    private final StubNode node;

    NodeCommandsIT() throws IOException {
        node = new StubNode();
    }

    @BeforeEach
    void answerLikeAFreshNode() {
        node.result("eth_chainId", "\"0x539\"")
                .result("eth_getTransactionCount", "\"0x7\"")
                .result("eth_gasPrice", "\"0x0\"")
                .result("eth_estimateGas", "\"0x5208\"")
                .result("eth_getBalance", "\"0x14d1120d7b160000\"");
    }

    @AfterEach
    void stopNode() {
        node.close();
    }

    @Test
    void aTransactionIsSignedHereAndSentWhole() {
        CommandRun run =
                CommandRun.of(
                        "tx",
                        "send",
                        "--demo-account",
                        0,
                        "--to",
                        SECOND,
                        "--value",
                        "1.5",
                        "--wait",
                        0,
                        "--url",
                        node.url());
        // The stub does not know the hash, so the command must notice that the node's differs.
        assertThat(run.exitCode()).isEqualTo(1);
        Request sent = node.requests().getLast();
        String envelope =
                JsonMapper.shared().readTree(sent.body()).path("params").path(0).asString();
        assertThat(Transaction.decode(Bytes.fromHex(envelope)))
                .isInstanceOfSatisfying(
                        Valid.class,
                        valid -> {
                            Transaction transaction = valid.transaction();
                            assertThat(transaction.sender())
                                    .hasValue(DemoAccounts.keys().getFirst().address());
                            assertThat(transaction.chainId()).isEqualTo(1337);
                            assertThat(transaction.nonce()).isEqualTo(7);
                            assertThat(transaction.gasLimit()).isEqualTo(21_000);
                            assertThat(transaction.value())
                                    .isEqualTo(UInt256.parse("1500000000000000000"));
                            node.result("eth_sendRawTransaction", "\"" + transaction.hash() + "\"");
                        });
        CommandRun again =
                CommandRun.of(
                        "tx",
                        "send",
                        "--demo-account",
                        0,
                        "--to",
                        SECOND,
                        "--value",
                        "1.5",
                        "--wait",
                        0,
                        "--url",
                        node.url(),
                        "--json");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.json().path("hash").asString()).hasSize(66);
    }

    @Test
    void aRefusedTransactionIsToldWithTheNodesReason() {
        node.answer(
                "eth_sendRawTransaction",
                200,
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000,\"message\":\"nonce too"
                        + " low\"}}");
        CommandRun run =
                CommandRun.of(
                        "tx", "send", "--demo-account", 1, "--to", SECOND, "--url", node.url());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("refused eth_sendRawTransaction: nonce too low");
    }

    @Test
    void balancesAreShownInEther() {
        CommandRun run = CommandRun.of("account", "balance", SECOND, "--url", node.url());
        assertThat(run.out()).isEqualToIgnoringNewLines("1.5 ether, 7 transactions sent");
    }

    @Test
    void restCallsCarryTheTokenOfTheConfiguredNode() throws IOException {
        node.answer("GET /api/v1/status", 200, "{\"height\":12,\"peers\":[{\"name\":\"b\"}]}");
        Path config = directory.resolve("chirograph.toml");
        Files.writeString(config, "");
        Files.createDirectory(directory.resolve("data"));
        SecretFile.create(directory.resolve("data/token"), Bytes.ofUtf8("0123456789abcdef\n"));
        CommandRun run = CommandRun.of("status", "--config", config, "--url", node.url());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("height: 12").contains("peers[0].name: b");
        assertThat(node.requests().getLast().authorization()).isEqualTo("Bearer 0123456789abcdef");
    }

    @Test
    void theStagesOfTheNodeAreATableAndRulesAreSetBeforeItIsAsked() {
        node.answer("PATCH /api/v1/pipeline/bundling", 200, "{}")
                .answer(
                        "GET /api/v1/pipeline",
                        200,
                        """
                        {"stages":[{"stage":"execute","utilisation":0.25,"itemsPerSecond":400,
                         "items":9000,"failed":0,"meanSize":4.5,"meanMillis":1.25}],
                         "bundling":{"delayMillis":9,"latencyMillis":500,"transactionsMax":70}}\
                        """);
        CommandRun run =
                CommandRun.of(
                        "pipeline",
                        "--url",
                        node.url(),
                        "--set",
                        "delayMillis=9",
                        "--set",
                        "transactionsMax=70");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("execute   25.0 %      400")
                .contains("delayMillis=9 latencyMillis=500 transactionsMax=70");
        assertThat(node.requests().getFirst().body())
                .isEqualTo("{\"delayMillis\":9,\"transactionsMax\":70}");
        assertThat(CommandRun.of("pipeline", "--set", "delayMillis=soon").exitCode()).isEqualTo(2);
    }

    @Test
    void aMissingTokenIsExplained() {
        node.answer("GET /api/v1/status", 401, "{}");
        CommandRun run = CommandRun.of("status", "--url", node.url());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("--token-file");
    }

    @Test
    void documentsAreHandedOverOneByOneAndOneFailureFailsTheCommand() throws IOException {
        Path good = Files.writeString(directory.resolve("good name.txt"), "content");
        Path bad = Files.writeString(directory.resolve("bad.bin"), "x");
        node.answer(
                        "POST /api/v1/documents?name=good%20name.txt",
                        200, "{\"id\":\"0xab\",\"status\":\"registered\",\"passages\":3}")
                .answer(
                        "POST /api/v1/documents?name=bad.bin",
                        415,
                        "{\"error\":\"this is no document\"}");
        CommandRun run = CommandRun.of("put", bad, good, "--url", node.url());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("failed: " + bad)
                .contains("this is no document")
                .contains("0xab  registered  3 passages");
        assertThat(run.err()).contains("1 of 2").contains("2 of 2");
        assertThat(node.requests()).extracting(Request::body).containsExactly("x", "content");
    }

    @Test
    void contentAndProofAreSavedWholeOrNotAtAll() throws IOException {
        node.answer("GET /api/v1/documents/0xab", 200, "{\"id\":\"0xab\"}")
                .answer("GET /api/v1/documents/0xab/content", 200, "bytes")
                .answer("GET /api/v1/documents/0xab/proof?passage=2", 200, "{}");
        Path content = directory.resolve("content");
        Path proof = directory.resolve("proof.json");
        CommandRun run =
                CommandRun.of(
                        "get",
                        "0xab",
                        "--content",
                        content,
                        "--proof",
                        proof,
                        "--passage",
                        2,
                        "--url",
                        node.url());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(content).hasContent("bytes");
        assertThat(proof).hasContent("{}");
        Path other = directory.resolve("other");
        CommandRun missing = CommandRun.of("get", "0xab", "--proof", other, "--url", node.url());
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("status 404").contains("no such thing");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(content, proof);
        }
    }

    @Test
    void searchShowsWhereEachPassageIsFrom() {
        node.answer(
                "GET /api/v1/search?q=letter%20of%20credit&limit=2",
                200,
                "{\"hits\":[{\"id\":\"0xab\",\"score\":1.25,\"metadata\":{\"name\":\"a.pdf\"},"
                        + "\"content\":\"The \\u001b[31mletter\",\"passage\":4}]}");
        CommandRun run =
                CommandRun.of(
                        "search", "letter", "of", "credit", "--limit", 2, "--url", node.url());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("0xab  a.pdf  passage 4  score 1.250")
                .contains("The  [31mletter")
                .doesNotContain("\u001b");
    }

    @Test
    void whatIsNoNodeIsTold() {
        node.answer("eth_getBalance", 200, "<html>");
        assertThat(CommandRun.of("account", "balance", SECOND, "--url", node.url()).err())
                .contains("did not answer with JSON");
        node.close();
        CommandRun gone = CommandRun.of("status", "--url", node.url());
        assertThat(gone.exitCode()).isEqualTo(1);
        assertThat(gone.err()).contains("no node answers at").contains("chirograph start");
        assertThat(CommandRun.of("status", "--url", "localhost:8545").err())
                .contains("is not a node's address");
    }
}
