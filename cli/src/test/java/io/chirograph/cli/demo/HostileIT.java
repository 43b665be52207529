package io.chirograph.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.cli.Main;
import io.chirograph.crypto.wallet.DemoAccounts;
import io.chirograph.testkit.Seed;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Strangers at both ports of a real network at work.
class HostileIT {
    private static final long CHAIN_ID = 4712;
    private static final int GARBAGE_CONNECTIONS = 200;
    private static final int GARBAGE_BYTES = 64 << 10;
    private static final Pattern LINKS_PORT = Pattern.compile(" links=(\\d+) ");
    private static final Pattern LOGGED =
            Pattern.compile("connection refused remote=(\\S+) reason=\"([^\"]+)\"");
    private static final Pattern REFUSED =
            Pattern.compile("chirograph_connections_refused_total\\{[^}]*\\} ([0-9.E]+)");

    @Test
    void garbageAtBothPortsIsRefusedAndCountedAndTheNetworkKeepsItsPace(@TempDir Path directory) {
        Seed.of(0x5eed)
                .run(
                        "cli",
                        HostileIT.class,
                        random -> {
                            try (DemoNetwork network =
                                    new DemoNetwork(directory, CHAIN_ID, Main::run)) {
                                network.start();
                                DemoNode target = network.node(2);
                                ReceiptCollector client =
                                        new ReceiptCollector(
                                                network.node(1).publicClient(),
                                                DemoAccounts.keys().get(1),
                                                CHAIN_ID);
                                client.sendSome();

                                int links = linksPort(target);
                                long linesBefore = linesLogged(target);
                                for (int i = 0; i < GARBAGE_CONNECTIONS; i++) {
                                    sendGarbage(links, random);
                                    sendGarbage(target.address().getPort(), random);
                                }
                                refusesAnOversizedRequest(target);

                                int before = client.receipts().size();
                                client.sendSome();
                                assertThat(client.receipts().size()).isGreaterThan(before);
                                assertThat(refused(target)).isGreaterThanOrEqualTo(1);
                                assertThat(target.publicClient().quantity("net_peerCount").toLong())
                                        .as("the members are still connected")
                                        .isEqualTo(DemoNetwork.MEMBERS - 1);
                                assertThat(network.awaitSameBlock(Duration.ofSeconds(30)))
                                        .doesNotContain("/");
                                assertThat(refusalsLogged(target))
                                        .as("each kind of refusal is logged, and once")
                                        .isNotEmpty()
                                        .doesNotHaveDuplicates();
                                assertThat(linesLogged(target) - linesBefore)
                                        .as("%d strangers at each port", GARBAGE_CONNECTIONS)
                                        .isLessThan(20);
                            }
                        });
    }

    /// The node listens for members on the port it logged.
    private static int linksPort(DemoNode node) throws IOException {
        Matcher matcher = LINKS_PORT.matcher(Files.readString(node.process().log()));
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static long linesLogged(DemoNode node) throws IOException {
        return Files.readAllLines(node.process().log()).size();
    }

    /// Who was refused for what, a line of the log each.
    private static List<String> refusalsLogged(DemoNode node) throws IOException {
        return LOGGED.matcher(Files.readString(node.process().log()))
                .results()
                .map(line -> line.group(1) + " " + line.group(2))
                .toList();
    }

    private static void sendGarbage(int port, Random random) {
        byte[] garbage = new byte[random.nextInt(GARBAGE_BYTES)];
        random.nextBytes(garbage);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                OutputStream out = socket.getOutputStream()) {
            out.write(garbage);
        } catch (IOException e) {
            return; // closed by the node in the middle, which is its right
        }
    }

    private static void refusesAnOversizedRequest(DemoNode node) throws IOException {
        byte[] body = "[".repeat(40 << 20).getBytes(StandardCharsets.US_ASCII);
        HttpRequest request =
                HttpRequest.newBuilder(node.address())
                        .header("Content-Type", "application/json")
                        .expectContinue(true)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(413);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static double refused(DemoNode node) throws IOException {
        URI metrics = URI.create(node.address() + "/metrics");
        try (HttpClient http = HttpClient.newHttpClient()) {
            String text =
                    http.send(
                                    HttpRequest.newBuilder(metrics).build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
            Matcher matcher = REFUSED.matcher(text);
            double sum = 0;
            while (matcher.find()) {
                sum += Double.parseDouble(matcher.group(1));
            }
            return sum;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
