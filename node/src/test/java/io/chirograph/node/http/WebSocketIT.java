package io.chirograph.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.types.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WebSocketIT {
    private static final int MESSAGE_MAX = 10_000;
    private static final int OUTBOX_MAX = 100_000;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final LinkedBlockingQueue<WebSocketPeer> peers = new LinkedBlockingQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    /// Says everything again.
    private WebSocketSession echo(WebSocketPeer peer) {
        peers.add(peer);
        return new WebSocketSession() {
            @Override
            public void received(Bytes text) {
                peer.send(text);
            }

            @Override
            public void closed() {
                closed.countDown();
            }
        };
    }

    private HttpServer start(Duration idle) {
        HttpServer server =
                HttpServer.start(
                        new HttpConfig(
                                InetAddress.getLoopbackAddress().getHostAddress(),
                                0,
                                1,
                                new HttpConfig.Limits(
                                        8,
                                        2,
                                        8192,
                                        1000,
                                        Duration.ofSeconds(20),
                                        Duration.ofSeconds(20)),
                                new HttpConfig.WebSocketLimits(2, MESSAGE_MAX, 4, OUTBOX_MAX, idle),
                                Set.of(),
                                Set.of("https://friend.example")),
                        request -> HttpResponse.text(200, request.path()),
                        Map.of("/", this::echo));
        opened.add(server);
        return server;
    }

    private HttpServer start() {
        return start(Duration.ofMinutes(1));
    }

    private RawWebSocket connect(HttpServer server, String... headers) throws IOException {
        RawWebSocket socket = new RawWebSocket(server.port(), headers);
        opened.add(socket);
        return socket;
    }

    @Test
    void answersAnOrdinaryClientInOrder() throws Exception {
        LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket =
                    client.newWebSocketBuilder()
                            .buildAsync(
                                    URI.create("ws://127.0.0.1:" + start().port() + "/"),
                                    new WebSocket.Listener() {
                                        @Override
                                        public CompletionStage<?> onText(
                                                WebSocket from, CharSequence data, boolean last) {
                                            answers.add(data.toString());
                                            return WebSocket.Listener.super.onText(
                                                    from, data, last);
                                        }
                                    })
                            .get(20, TimeUnit.SECONDS);
            for (int i = 0; i < 100; i++) {
                socket.sendText("message " + i, true).get(20, TimeUnit.SECONDS);
            }
            for (int i = 0; i < 100; i++) {
                assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("message " + i);
            }
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "done").get(20, TimeUnit.SECONDS);
            assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void joinsAMessageThatComesInParts() throws Exception {
        RawWebSocket client = connect(start());

        client.send(RawWebSocket.TEXT, "one ".getBytes(StandardCharsets.UTF_8))
                .send(RawWebSocket.PING | RawWebSocket.FINAL, new byte[] {7})
                .send(
                        RawWebSocket.CONTINUATION | RawWebSocket.FINAL,
                        "two".getBytes(StandardCharsets.UTF_8));

        RawWebSocket.Frame pong = client.read();
        assertThat(pong.opcode()).isEqualTo(RawWebSocket.PONG);
        assertThat(pong.payload()).isEqualTo(Bytes.copyOf((byte) 7));
        assertThat(client.read().text()).isEqualTo("one two");
    }

    @Test
    void readsOnWhileMoreWaitsThanItsInboxHolds() throws Exception {
        RawWebSocket client = connect(start());
        for (int i = 0; i < 200; i++) {
            client.send("x".repeat(1000) + i);
        }
        for (int i = 0; i < 200; i++) {
            assertThat(client.read().text()).endsWith("x" + i);
        }
    }

    @Test
    void closesWhenAMessageIsTooLong() throws Exception {
        HttpServer server = start();

        RawWebSocket.Frame inOne = connect(server).send("x".repeat(MESSAGE_MAX + 1)).read();
        RawWebSocket parts = connect(server);
        parts.send(RawWebSocket.TEXT, new byte[MESSAGE_MAX - 1])
                .send(RawWebSocket.CONTINUATION, new byte[MESSAGE_MAX - 1]);

        assertThat(inOne.opcode()).isEqualTo(RawWebSocket.CLOSE);
        assertThat(inOne.closeCode()).isEqualTo(1009);
        assertThat(parts.read().closeCode()).isEqualTo(1009);
    }

    @Test
    void closesWhenTheProtocolIsBroken() throws Exception {
        HttpServer server = start();

        RawWebSocket unmasked = connect(server);
        unmasked.sendRaw(new byte[] {(byte) (RawWebSocket.TEXT | RawWebSocket.FINAL), 1, 'x'});
        assertThat(unmasked.read().closeCode()).isEqualTo(1002);
        unmasked.close();

        RawWebSocket notUtf8 = connect(server);
        notUtf8.send(RawWebSocket.TEXT | RawWebSocket.FINAL, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThat(notUtf8.read().closeCode()).isEqualTo(1007);
        notUtf8.close();

        RawWebSocket binary = connect(server);
        binary.send(RawWebSocket.BINARY | RawWebSocket.FINAL, new byte[] {1});
        assertThat(binary.read().closeCode()).isEqualTo(1003);
        assertThat(binary.isEnded()).isTrue();
    }

    @Test
    void asksASilentClientAndThenGivesItUp() throws Exception {
        RawWebSocket client = connect(start(Duration.ofMillis(50)));

        assertThat(client.read().opcode()).isEqualTo(RawWebSocket.PING);
        assertThat(client.isEnded()).isTrue();
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void keepsASilentClientThatAnswersPings() throws Exception {
        RawWebSocket client = connect(start(Duration.ofMillis(50)));

        for (int i = 0; i < 4; i++) {
            RawWebSocket.Frame ping = client.read();
            assertThat(ping.opcode()).isEqualTo(RawWebSocket.PING);
            client.send(RawWebSocket.PONG | RawWebSocket.FINAL, ping.payload().toArray());
        }
    }

    @Test
    void disconnectsAClientThatDoesNotRead() throws Exception {
        connect(start());
        WebSocketPeer peer = peers.poll(20, TimeUnit.SECONDS);
        Bytes message = Bytes.ofUtf8("x".repeat(MESSAGE_MAX));

        long sent = 0;
        while (closed.getCount() > 0) {
            peer.send(message);
            sent += message.size();
            // The system's own buffers take some of it before anything waits here.
            assertThat(sent).isLessThan(1L << 30);
        }
    }

    @Test
    void refusesPagesOfOtherOrigins() throws Exception {
        HttpServer server = start();

        assertThat(connect(server, "Origin: https://evil.example").statusLine()).contains(" 403 ");
        assertThat(connect(server, "Origin: null").statusLine()).contains(" 403 ");
        assertThat(connect(server, "Origin: https://friend.example").isOpen()).isTrue();
        assertThat(connect(server, "Origin: http://localhost:" + server.port()).isOpen()).isTrue();
    }

    @Test
    void refusesMoreConnectionsThanAreAllowedUntilOneEnds() throws Exception {
        HttpServer server = start();
        RawWebSocket first = connect(server);
        connect(server);

        assertThat(connect(server).statusLine()).contains(" 503 ");

        first.close();
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (server.statistics().webSocketsOpen() > 1) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
        assertThat(connect(server).isOpen()).isTrue();
    }

    private static int statusOf(HttpServer server, String... lines) throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            return client.send(String.join("\r\n", lines) + "\r\n\r\n").read().status();
        }
    }

    @Test
    void answersHandshakesThatAreNone() throws Exception {
        HttpServer server = start();
        String host = "Host: localhost";
        String upgrade = "Upgrade: websocket";
        String get = "GET / HTTP/1.1";
        String version = "Sec-WebSocket-Version: ";

        assertThat(statusOf(server, get, host, "Connection: Upgrade", upgrade, version + 99))
                .isEqualTo(426);
        assertThat(statusOf(server, get, host, "Connection: Upgrade", upgrade, version + 13))
                .isEqualTo(400);
        assertThat(statusOf(server, "GET /nowhere HTTP/1.1", host, upgrade)).isEqualTo(404);
        assertThat(server.statistics().webSocketsOpen()).isZero();
    }
}
