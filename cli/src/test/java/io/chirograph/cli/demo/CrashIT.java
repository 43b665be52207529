package io.chirograph.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.cli.Main;
import io.chirograph.crypto.SigningKey;
import io.chirograph.crypto.wallet.DemoAccounts;
import io.chirograph.testkit.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Four real processes, ended or held still at bad moments.
class CrashIT {
    private static final int CRASHES = 10;
    private static final long CHAIN_ID = 4711;
    private static final List<SigningKey> ACCOUNTS = DemoAccounts.keys();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void whatAClientHadAReceiptOfSurvivesTheSuddenEndOfAllFour(@TempDir Path directory) {
        Seed.of(0x5eed)
                .run(
                        "cli",
                        CrashIT.class,
                        random -> {
                            try (DemoNetwork network =
                                    new DemoNetwork(directory, CHAIN_ID, Main::run)) {
                                network.start();
                                Map<String, String> receipts = new HashMap<>();
                                for (int i = 0; i < CRASHES; i++) {
                                    receipts.putAll(
                                            loadUntilCrash(network, 200 + random.nextInt(1_500)));
                                    network.start();
                                    assertAllKnow(network, receipts);
                                    assertThat(network.awaitSameBlock(PATIENCE))
                                            .as("one block at one height")
                                            .doesNotContain("/");
                                    assertGoesOn(network);
                                }
                                assertThat(receipts).hasSizeGreaterThan(CRASHES);
                            }
                        });
    }

    /// All four are killed after `millis` of load.
    private static Map<String, String> loadUntilCrash(DemoNetwork network, int millis)
            throws InterruptedException {
        List<ReceiptCollector> collectors = startLoad(network);
        long endNanos = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        DemoNetwork.await("the moment", PATIENCE, () -> System.nanoTime() - endNanos >= 0);
        network.nodes().parallelStream().forEach(node -> node.process().kill());
        return stopLoad(collectors);
    }

    private static List<ReceiptCollector> startLoad(DemoNetwork network) {
        List<ReceiptCollector> collectors = new ArrayList<>();
        for (DemoNode node : network.nodes()) {
            ReceiptCollector collector =
                    new ReceiptCollector(
                            node.publicClient(), ACCOUNTS.get(node.number()), CHAIN_ID);
            Thread.ofVirtual().start(collector);
            collectors.add(collector);
        }
        return collectors;
    }

    private static Map<String, String> stopLoad(List<ReceiptCollector> collectors) {
        Map<String, String> receipts = new HashMap<>();
        for (ReceiptCollector collector : collectors) {
            collector.stop();
            receipts.putAll(collector.receipts());
        }
        return receipts;
    }

    private static void assertAllKnow(DemoNetwork network, Map<String, String> receipts) {
        for (DemoNode node : network.nodes()) {
            receipts.forEach((transaction, block) ->
                    DemoNetwork.await(
                            "member %d has transaction %s in block %s"
                                    .formatted(node.number(), transaction, block),
                            PATIENCE,
                            () -> block.equals(blockOf(node, transaction))));
        }
    }

    private static String blockOf(DemoNode node, String transaction) {
        try {
            JsonNode receipt =
                    node.publicClient()
                            .rpc(
                                    "eth_getTransactionReceipt",
                                    JsonNodeFactory.instance.stringNode(transaction));
            return receipt.path("blockHash").asString("none");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertGoesOn(DemoNetwork network) throws IOException {
        ReceiptCollector collector =
                new ReceiptCollector(network.node(1).publicClient(), ACCOUNTS.getFirst(), CHAIN_ID);
        collector.sendSome();
        assertThat(collector.receipts()).isNotEmpty();
    }

    @Test
    void aPrimaryHeldStillForTenSecondsCostsAViewChangeAndNothingElse(@TempDir Path directory)
            throws Exception {
        try (DemoNetwork network = new DemoNetwork(directory, CHAIN_ID, Main::run)) {
            network.start();
            List<ReceiptCollector> collectors = startLoad(network);
            awaitReceipts(collectors, 20);
            DemoNode primary =
                    network.node(
                            1
                                    + network.node(1)
                                            .client()
                                            .get("/api/v1/status")
                                            .path("primary")
                                            .asInt());
            DemoNode other = network.node(primary.number() % DemoNetwork.MEMBERS + 1);

            primary.process().pause();
            long resumeNanos = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            long before = other.height().orElseThrow();
            DemoNetwork.await("ten seconds", PATIENCE, () -> System.nanoTime() - resumeNanos >= 0);
            long after = other.height().orElseThrow();
            assertThat(after).as("blocks without the primary").isGreaterThan(before + 5);

            primary.process().resume();
            Map<String, String> receipts = stopLoad(collectors);
            assertAllKnow(network, receipts);
            assertThat(network.awaitSameBlock(PATIENCE)).doesNotContain("/");
            assertGoesOn(network);
        }
    }

    @Test
    void theNodesOfADemonstrationThatIsKilledEndWithIt(@TempDir Path directory) throws Exception {
        Process demo =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.chirograph.cli.Main",
                                "demo",
                                "--no-shell",
                                "--seconds",
                                "120",
                                "--data",
                                directory.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        DemoNetwork.await(
                "four nodes run",
                PATIENCE,
                () -> demo.children().count() == DemoNetwork.MEMBERS || !demo.isAlive());
        List<ProcessHandle> nodes = demo.children().toList();
        assertThat(nodes).hasSize(DemoNetwork.MEMBERS);

        demo.destroyForcibly().waitFor();
        DemoNetwork.await(
                "the nodes have ended",
                PATIENCE,
                () -> nodes.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static void awaitReceipts(List<ReceiptCollector> collectors, int count) {
        DemoNetwork.await(
                count + " receipts each",
                PATIENCE,
                () -> collectors.stream().allMatch(each -> each.receipts().size() >= count));
    }
}
