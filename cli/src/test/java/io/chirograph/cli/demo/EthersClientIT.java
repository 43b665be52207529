package io.chirograph.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.chirograph.cli.Main;
import io.chirograph.crypto.wallet.DemoAccounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An unmodified ethers 6 against four real processes.
class EthersClientIT {
    private static final Path CLIENT =
            Path.of(
                    System.getProperty("repository.root"),
                    "cli",
                    "src",
                    "test",
                    "clients",
                    "ethers");

    @Test
    void ethersDeploysTransfersReadsEventsMeetsRevertsAndWaitsForConfirmations(
            @TempDir Path directory) throws Exception {
        assumeTrue(hasNode(), "Node.js is needed: install it, so that 'node --version' works");
        assumeTrue(
                Files.isDirectory(CLIENT.resolve("node_modules")),
                "the client's packages are needed: run 'npm ci' in " + CLIENT);
        try (DemoNetwork network = new DemoNetwork(directory, 1337, Main::run)) {
            network.start();
            Path output = directory.resolve("ethers.log");
            Process client =
                    new ProcessBuilder(
                                    "node",
                                    CLIENT.resolve("client.mjs").toString(),
                                    network.node(2).address().toString(),
                                    DemoAccounts.keys().getFirst().secret().toHex())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            boolean ended = client.waitFor(2, TimeUnit.MINUTES);
            client.destroyForcibly();
            String said = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended).as(said).isTrue();
            assertThat(client.exitValue()).as(said).isZero();
            assertThat(said).contains("9 steps held");
        }
    }

    private static boolean hasNode() throws InterruptedException {
        try {
            return new ProcessBuilder("node", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
