package io.chirograph.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.node.http.HttpConfig;
import io.chirograph.node.http.HttpException;
import io.chirograph.node.http.HttpHandler;
import io.chirograph.node.http.HttpRequest;
import io.chirograph.node.http.HttpServer;
import io.chirograph.node.http.RawWebSocket;
import io.chirograph.testkit.Rounds;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import io.chirograph.types.UInt256;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whatever a client sends, the node answers in its own words, never that it failed, and goes on.
///
/// A short form runs always; `-Dfuzz.seconds=600 -Dseed=…` makes it as long as wished.
final class HostileRpcIT {
    private static final int REQUESTS = 3_000;
    private static final int SOCKETS = 60;

    private static final List<String> METHODS =
            List.of(
                    "eth_call",
                    "eth_estimateGas",
                    "eth_createAccessList",
                    "eth_fillTransaction",
                    "eth_getBalance",
                    "eth_getStorageAt",
                    "eth_getStorageValues",
                    "eth_getCode",
                    "eth_getProof",
                    "eth_getTransactionCount",
                    "eth_getBlockByNumber",
                    "eth_getBlockByHash",
                    "eth_getHeaderByNumber",
                    "eth_getBlockReceipts",
                    "eth_getBlockTransactionCountByNumber",
                    "eth_getUncleCountByBlockHash",
                    "eth_getTransactionByHash",
                    "eth_getTransactionByBlockNumberAndIndex",
                    "eth_getTransactionReceipt",
                    "eth_getRawTransactionByBlockNumberAndIndex",
                    "eth_sendRawTransaction",
                    "eth_getLogs",
                    "eth_newFilter",
                    "eth_newBlockFilter",
                    "eth_getFilterChanges",
                    "eth_getFilterLogs",
                    "eth_uninstallFilter",
                    "eth_feeHistory",
                    "eth_subscribe",
                    "eth_unsubscribe",
                    "debug_traceCall",
                    "debug_traceTransaction",
                    "debug_traceBlockByNumber",
                    "debug_getRawHeader",
                    "debug_getRawBlock",
                    "debug_getRawReceipts",
                    "debug_getRawTransaction",
                    "txpool_content",
                    "txpool_contentFrom",
                    "txpool_inspect",
                    "web3_sha3",
                    "chirograph_getTransactionStatus");

    private static final List<String> MEMBERS =
            List.of(
                    "to",
                    "from",
                    "data",
                    "input",
                    "value",
                    "gas",
                    "gasPrice",
                    "maxFeePerGas",
                    "maxPriorityFeePerGas",
                    "accessList",
                    "authorizationList",
                    "nonce",
                    "fromBlock",
                    "toBlock",
                    "blockHash",
                    "address",
                    "topics",
                    "tracer",
                    "tracerConfig",
                    "balance",
                    "code",
                    "state",
                    "stateDiff",
                    "storageKeys",
                    "diffMode",
                    "withLog",
                    "timeout",
                    "chainId",
                    "r",
                    "s",
                    "yParity",
                    "stateOverrides",
                    "blockOverrides",
                    "number");

    private final TestChain chain = new TestChain();
    private final HttpHandler http = chain.rpc().http();

    @AfterEach
    void close() {
        chain.close();
    }

    @Test
    void answersWhateverComesAsARequest() {
        chain.include(
                TestChain.transaction(
                        TestChain.ALICE, 0, TestChain.KEEPER, UInt256.ONE.toHash32().bytes()));
        Seed.of(0x4c9)
                .run(
                        "node",
                        HostileRpcIT.class,
                        random -> {
                            Rounds rounds = Rounds.atLeast(REQUESTS, 2);
                            while (rounds.next()) {
                                check(request(random));
                            }
                        });
    }

    private void check(Bytes body) {
        String shown = body.toUtf8();
        try {
            Bytes answer =
                    http.handle(
                                    new HttpRequest(
                                            "POST",
                                            "/",
                                            Map.of(),
                                            Map.of("content-type", List.of("application/json")),
                                            body,
                                            InetAddress.getLoopbackAddress()))
                            .body();
            if (!answer.isEmpty()) {
                checkAnswer(shown, JsonMapper.shared().readTree(answer.toArray()));
            }
        } catch (HttpException e) {
            assertThat(e.status()).as(shown).isBetween(400, 499);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void checkAnswer(String request, JsonNode answer) {
        if (answer.isArray()) {
            answer.forEach(each -> checkAnswer(request, each));
            return;
        }
        assertThat(answer.has("result") ^ answer.has("error")).as(request).isTrue();
        if (answer.has("error")) {
            assertThat(answer.get("error").get("code").intValue())
                    .as(request)
                    .isNotEqualTo(RpcException.INTERNAL);
        }
    }

    private static Bytes request(Random random) {
        String call =
                "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"%s\",\"params\":[%s,%s,%s]}"
                        .formatted(
                                value(random, 3),
                                METHODS.get(random.nextInt(METHODS.size())),
                                value(random, 0),
                                value(random, 0),
                                value(random, 0));
        byte[] bytes = call.getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(8)) {
            case 0 -> {
                byte[] noise = new byte[random.nextInt(300)];
                random.nextBytes(noise);
                yield Bytes.owning(noise);
            }
            case 1 -> {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                yield Bytes.owning(bytes);
            }
            case 2 -> Bytes.copyOf(bytes).slice(0, random.nextInt(bytes.length));
            case 3 -> Bytes.ofUtf8("[" + call + "," + value(random, 0) + "," + call + "]");
            case 4 -> Bytes.ofUtf8("[".repeat(random.nextInt(2_000)) + call);
            default -> Bytes.owning(bytes);
        };
    }

    private static String value(Random random, int depth) {
        return switch (random.nextInt(depth > 3 ? 9 : 12)) {
            case 0 -> "null";
            case 1 -> Boolean.toString(random.nextBoolean());
            case 2 -> Long.toString(random.nextLong() >> random.nextInt(64));
            case 3 ->
                    List.of("\"latest\"", "\"pending\"", "\"earliest\"", "\"0x1\"", "\"0x0\"")
                            .get(random.nextInt(5));
            case 4 -> "\"" + address(random) + "\"";
            case 5 -> hex(random, random.nextInt(70));
            case 6 -> hex(random, 64);
            case 7 -> "\"callTracer\"";
            case 8 -> "1e" + random.nextInt(400);
            case 9 -> "[" + value(random, depth + 1) + "," + value(random, depth + 1) + "]";
            default -> object(random, depth);
        };
    }

    private static String address(Random random) {
        return List.of(
                        TestChain.ECHO,
                        TestChain.REVERTER,
                        TestChain.KEEPER,
                        TestChain.READER,
                        TestChain.LOOP,
                        TestChain.ALICE.address())
                .get(random.nextInt(6))
                .toHex();
    }

    private static String hex(Random random, int digits) {
        StringBuilder hex = new StringBuilder("\"0x");
        for (int i = 0; i < digits; i++) {
            hex.append(Character.forDigit(random.nextInt(16), 16));
        }
        return hex.append('"').toString();
    }

    private static String object(Random random, int depth) {
        StringBuilder object = new StringBuilder("{\"to\":\"" + address(random) + "\"");
        for (int i = random.nextInt(4); i > 0; i--) {
            object.append(",\"")
                    .append(
                            random.nextInt(10) == 0
                                    ? address(random)
                                    : MEMBERS.get(random.nextInt(MEMBERS.size())))
                    .append("\":")
                    .append(value(random, depth + 1));
        }
        return object.append('}').toString();
    }

    @Test
    void outlivesWhateverComesAsFrames() throws IOException {
        try (HttpServer server =
                HttpServer.start(
                        new HttpConfig(
                                InetAddress.getLoopbackAddress().getHostAddress(),
                                0,
                                1,
                                new HttpConfig.Limits(
                                        16,
                                        4,
                                        8192,
                                        1 << 20,
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(5)),
                                new HttpConfig.WebSocketLimits(
                                        16, 1 << 16, 16, 1 << 16, Duration.ofSeconds(5)),
                                Set.of(),
                                Set.of()),
                        http,
                        Map.of("/", chain.rpc().webSocket()))) {
            Seed.of(0x4ca)
                    .run(
                            "node",
                            HostileRpcIT.class,
                            random -> {
                                Rounds rounds = Rounds.atLeast(SOCKETS, 2);
                                while (rounds.next()) {
                                    attack(server.port(), random);
                                }
                            });
            checkStillThere(server);
        }
    }

    private static void attack(int port, Random random) {
        try (RawWebSocket socket = new RawWebSocket(port)) {
            for (int i = random.nextInt(20); i > 0; i--) {
                byte[] payload =
                        random.nextBoolean()
                                ? request(random).toArray()
                                : new byte[random.nextInt(1000)];
                switch (random.nextInt(4)) {
                    case 0 -> {
                        byte[] noise = new byte[1 + random.nextInt(200)];
                        random.nextBytes(noise);
                        socket.sendRaw(noise);
                    }
                    case 1 -> socket.send(random.nextInt(256), payload);
                    case 2 -> {
                        byte[] frame = RawWebSocket.frame(0x81, payload);
                        frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
                        socket.sendRaw(frame);
                    }
                    default -> socket.send(RawWebSocket.TEXT | RawWebSocket.FINAL, payload);
                }
            }
        } catch (SocketException | EOFException e) {
            // The server has ended it, as it may.
        } catch (IOException e) {
            throw new AssertionError("the server does not answer", e);
        }
    }

    private static void checkStillThere(HttpServer server) throws IOException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (server.statistics().webSocketsOpen() > 0) {
            assertThat(System.nanoTime()).as("all are closed in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
        try (RawWebSocket honest = new RawWebSocket(server.port())) {
            honest.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\"}");
            assertThat(honest.read().text()).contains("0x1267");
        }
    }
}
