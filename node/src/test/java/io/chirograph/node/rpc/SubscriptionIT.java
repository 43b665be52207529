package io.chirograph.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.ledger.ExecutedBlock;
import io.chirograph.ledger.SentTransaction;
import io.chirograph.ledger.transaction.Transaction;
import io.chirograph.node.http.HttpConfig;
import io.chirograph.node.http.HttpServer;
import io.chirograph.node.http.RawWebSocket;
import io.chirograph.types.UInt256;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The RPC over a real WebSocket.
final class SubscriptionIT {
    private static final String TOPIC =
            "0x000000000000000000000000000000000000000000000000000000000000002a";

    private final TestChain chain = new TestChain();
    private HttpServer server;
    private RawWebSocket client;

    @BeforeEach
    void connect() throws IOException {
        server =
                HttpServer.start(
                        new HttpConfig(
                                InetAddress.getLoopbackAddress().getHostAddress(),
                                0,
                                1,
                                new HttpConfig.Limits(
                                        4,
                                        4,
                                        8192,
                                        1 << 20,
                                        Duration.ofSeconds(20),
                                        Duration.ofSeconds(20)),
                                new HttpConfig.WebSocketLimits(
                                        4, 1 << 20, 100, 1 << 20, Duration.ofMinutes(1)),
                                Set.of(),
                                Set.of()),
                        chain.rpc().http(),
                        Map.of("/", chain.rpc().webSocket()));
        client = new RawWebSocket(server.port());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        chain.close();
    }

    private JsonNode next() throws IOException {
        return JsonMapper.shared().readTree(client.read().text());
    }

    private JsonNode call(String method, String params) throws IOException {
        client.send(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
                        .formatted(method, params.replace('\'', '"')));
        return next();
    }

    private String subscribe(String params) throws IOException {
        return call("eth_subscribe", params).get("result").stringValue();
    }

    private static Transaction keep(long nonce) {
        return TestChain.transaction(
                TestChain.ALICE, nonce, TestChain.KEEPER, UInt256.of(nonce + 1).toHash32().bytes());
    }

    private JsonNode news(String id) throws IOException {
        JsonNode message = next();
        assertThat(message.get("method").stringValue()).isEqualTo("eth_subscription");
        assertThat(message.get("params").get("subscription").stringValue()).isEqualTo(id);
        return message.get("params").get("result");
    }

    @Test
    void answersTheMethodsThatAreThereOverHttp() throws IOException {
        assertThat(call("eth_chainId", "").get("result").stringValue()).isEqualTo("0x1267");
        assertThat(call("nothing", "").get("error").get("code").intValue()).isEqualTo(-32_601);
    }

    @Test
    void tellsOfEveryNewBlockInOrder() throws IOException {
        String id = subscribe("'newHeads'");
        for (int height = 1; height <= 20; height++) {
            ExecutedBlock block = chain.include();
            JsonNode head = news(id);
            assertThat(head.get("number").stringValue()).isEqualTo(Values.quantity(height));
            assertThat(head.get("hash").stringValue()).isEqualTo(block.hash().toHex());
            assertThat(head.has("transactions")).isFalse();
        }
    }

    @Test
    void tellsOfTheLogsThatWereAskedFor() throws IOException {
        String id =
                subscribe(
                        "'logs',{'address':'%s','topics':['%s']}"
                                .formatted(TestChain.KEEPER.toHex(), TOPIC));
        String other = subscribe("'logs',{'address':'%s'}".formatted(TestChain.ECHO.toHex()));
        assertThat(other).isNotEqualTo(id);

        chain.include(keep(0), keep(1));

        for (int index = 0; index < 2; index++) {
            JsonNode log = news(id);
            assertThat(log.get("logIndex").stringValue()).isEqualTo(Values.quantity(index));
            assertThat(log.get("transactionHash").stringValue())
                    .isEqualTo(keep(index).hash().toHex());
        }
        assertThat(call("eth_blockNumber", "").get("result").stringValue()).isEqualTo("0x1");
    }

    @Test
    void tellsOfTransactionsThatComeIntoThePool() throws IOException {
        String hashes = subscribe("'newPendingTransactions'");
        Transaction first = keep(0);
        chain.submit(new SentTransaction(first, TestChain.ALICE.address()));
        assertThat(news(hashes).stringValue()).isEqualTo(first.hash().toHex());
        assertThat(call("eth_unsubscribe", "'" + hashes + "'").get("result").booleanValue())
                .isTrue();

        String whole = subscribe("'newPendingTransactions',true");
        Transaction second = keep(1);
        chain.submit(new SentTransaction(second, TestChain.ALICE.address()));
        JsonNode shown = news(whole);
        assertThat(shown.get("hash").stringValue()).isEqualTo(second.hash().toHex());
        assertThat(shown.get("blockHash").isNull()).isTrue();
    }

    @Test
    void tellsWhenTheNodeFallsBehindAndWhenItHasCaughtUp() throws IOException {
        String id = subscribe("'syncing'");
        chain.syncState(new RpcNode.SyncState.Syncing(1, 2, 300));
        chain.include();
        assertThat(news(id).get("highestBlock").stringValue()).isEqualTo("0x12c");
        chain.syncState(new RpcNode.SyncState.Synced());
        chain.include();
        assertThat(news(id).booleanValue()).isFalse();
    }

    @Test
    void endsASubscriptionWhenAsked() throws IOException {
        String id = subscribe("'newHeads'");
        assertThat(call("eth_unsubscribe", "'" + id + "'").get("result").booleanValue()).isTrue();
        chain.include();
        assertThat(call("eth_blockNumber", "").get("result").stringValue()).isEqualTo("0x1");
        assertThat(call("eth_unsubscribe", "'" + id + "'").get("error").get("code").intValue())
                .isEqualTo(RpcException.REFUSED);
    }

    @Test
    void refusesMoreSubscriptionsThanAreAllowedAndUnknownOnes() throws IOException {
        for (int i = 0; i < TestChain.SUBSCRIPTIONS_MAX; i++) {
            subscribe("'newHeads'");
        }
        JsonNode refusal = call("eth_subscribe", "'newHeads'").get("error");
        assertThat(refusal.get("code").intValue()).isEqualTo(RpcException.REFUSED);
        assertThat(refusal.get("message").stringValue())
                .contains(Integer.toString(TestChain.SUBSCRIPTIONS_MAX));
        for (String params : new String[] {"", "'blocks'", "7", "'logs',7", "'newHeads',1,2"}) {
            assertThat(call("eth_subscribe", params).get("error").get("code").intValue())
                    .as(params)
                    .isEqualTo(RpcException.INVALID_PARAMETERS);
        }
    }

    @Test
    void hasNoSubscriptionsOverHttp() throws InterruptedException {
        assertThat(chain.error("eth_subscribe", "'newHeads'").get("code").intValue())
                .isEqualTo(RpcException.METHOD_NOT_FOUND);
    }
}
