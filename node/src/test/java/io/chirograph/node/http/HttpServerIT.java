package io.chirograph.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.types.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpServerIT {
    private static final int BODY_MAX = 100_000;
    private static final HttpConfig.WebSocketLimits SOCKET_LIMITS =
            new HttpConfig.WebSocketLimits(1, 1024, 1, 1024, Duration.ofSeconds(20));
    private static final HttpHandler ECHO =
            request -> HttpResponse.text(200, request.path() + " " + request.body().toUtf8());

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private static HttpConfig.Limits limits(Duration timeout) {
        return new HttpConfig.Limits(4, 2, 8192, BODY_MAX, timeout, timeout);
    }

    private HttpServer start(HttpHandler handler) {
        return start(handler, limits(Duration.ofSeconds(20)), Set.of());
    }

    private HttpServer start(HttpHandler handler, HttpConfig.Limits limits, Set<String> origins) {
        String host = InetAddress.getLoopbackAddress().getHostAddress();
        HttpServer server =
                HttpServer.start(
                        new HttpConfig(
                                host, 0, 1, limits, SOCKET_LIMITS, Set.of("node.example"), origins),
                        handler);
        opened.add(server);
        return server;
    }

    private RawClient connect(HttpServer server) throws IOException {
        RawClient client = new RawClient(server.port());
        opened.add(client);
        return client;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    private static String post(String path, String body) {
        return "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(path, body.length(), body);
    }

    @Test
    void answersManyRequestsOnOneConnection() throws Exception {
        RawClient client = connect(start(ECHO));

        for (int i = 0; i < 5; i++) {
            assertThat(client.send(post("/" + i, "body " + i)).read().body())
                    .isEqualTo("/" + i + " body " + i);
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        CountDownLatch allSent = new CountDownLatch(1);
        RawClient client =
                connect(
                        start(request -> {
                            allSent.await();
                            return ECHO.handle(request);
                        }));
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            all.append(post("/" + i, "x"));
        }

        client.send(all.toString());
        allSent.countDown();

        for (int i = 0; i < 100; i++) {
            assertThat(client.read().body()).isEqualTo("/" + i + " x");
        }
    }

    @Test
    void closesAfterTheAnswerWhenTheClientWants() throws Exception {
        RawClient client = connect(start(ECHO));

        client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.readUntilClosed()).isZero();
    }

    @Test
    void gathersABodyFromManyTinyChunks() throws Exception {
        RawClient client = connect(start(ECHO));

        client.send("POST /c HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
                .send("1\r\nx\r\n".repeat(50_000))
                .send("0\r\n\r\n");

        assertThat(client.read().body()).isEqualTo("/c " + "x".repeat(50_000));
    }

    @Test
    void answersAQuestionWhetherToContinue() throws Exception {
        RawClient client = connect(start(ECHO));

        client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n")
                .send("Expect: 100-continue\r\n\r\n");

        assertThat(client.read().status()).isEqualTo(100);
        assertThat(client.send("ok").read().body()).isEqualTo("/ ok");
    }

    @Test
    void refusesABodyAboveTheLimitBeforeItComes() throws Exception {
        RawClient client = connect(start(ECHO));

        client.send(
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                        + (BODY_MAX + 1)
                        + "\r\n\r\n");

        RawClient.Answer answer = client.read();
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).isEqualTo("{\"error\":\"the body is longer than 100000 bytes\"}");
        client.readUntilClosed();
    }

    @Test
    void refusesAChunkedBodyThatGrowsAboveTheLimit() throws Exception {
        RawClient client = connect(start(ECHO));

        client.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
                .send("186a1\r\n" + "x".repeat(BODY_MAX + 1));

        assertThat(client.read().status()).isEqualTo(413);
    }

    @Test
    void refusesLongAddressesAndHeadersAndWhatIsNotHttp() throws Exception {
        HttpServer server = start(ECHO);

        assertThat(connect(server).send(get("/" + "x".repeat(9000))).read().status())
                .isEqualTo(414);
        assertThat(
                        connect(server)
                                .send("GET / HTTP/1.1\r\nA: " + "x".repeat(9000) + "\r\n\r\n")
                                .read()
                                .status())
                .isEqualTo(431);
        assertThat(connect(server).send("\u0016\u0003\u0001 hello\r\n\r\n").read().status())
                .isEqualTo(400);
        assertThat(connect(server).send(get("/%zz")).read().status()).isEqualTo(400);
    }

    @Test
    void closesAClientThatSendsTooSlowly() throws Exception {
        HttpServer server = start(ECHO, limits(Duration.ofMillis(200)), Set.of());

        assertThat(connect(server).send("GET / HT").readUntilClosed()).isZero();
    }

    @Test
    void closesAClientThatDoesNotTakeItsAnswer() throws Exception {
        Bytes large = Bytes.owning(new byte[64 * 1024 * 1024]);
        HttpServer server =
                start(
                        request -> HttpResponse.json(200, large),
                        limits(Duration.ofMillis(200)),
                        Set.of());

        connect(server).send(get("/"));

        await(() -> server.statistics().requests() == 1);
        await(() -> server.statistics().connectionsOpen() == 0);
    }

    @Test
    void answers503WhenAllPermitsAreTakenAndRecovers() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        HttpServer server =
                start(request -> {
                    release.await();
                    return ECHO.handle(request);
                });
        RawClient first = connect(server).send(get("/1"));
        RawClient second = connect(server).send(get("/2"));
        await(() -> server.statistics().requests() == 2);
        RawClient third = connect(server).send(get("/3"));

        RawClient.Answer busy = third.read();
        assertThat(busy.status()).isEqualTo(503);
        assertThat(busy.head()).containsIgnoringCase("retry-after: 1");
        release.countDown();
        assertThat(first.read().status()).isEqualTo(200);
        assertThat(second.read().status()).isEqualTo(200);
        assertThat(third.send(get("/3")).read().status()).isEqualTo(200);
        assertThat(server.statistics().overloads()).isEqualTo(1);
    }

    @Test
    void closesConnectionsAboveTheLimit() throws Exception {
        HttpServer server = start(ECHO);
        for (int i = 0; i < 4; i++) {
            assertThat(connect(server).send(get("/")).read().status()).isEqualTo(200);
        }

        assertThat(connect(server).readUntilClosed()).isZero();
        assertThat(server.statistics().connectionsRefused()).isEqualTo(1);
    }

    @Test
    void answersOnlyToNamesItHas() throws Exception {
        RawClient client = connect(start(ECHO));

        for (String good :
                List.of("localhost:8545", "127.0.0.1", "[::1]:8545", "192.0.2.7", "NODE.example")) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: " + good + "\r\n\r\n").read().status())
                    .as(good)
                    .isEqualTo(200);
        }
        for (String bad : List.of("evil.example", "localhost.evil.example", "127.0.0.1.nip.io")) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: " + bad + "\r\n\r\n").read().status())
                    .as(bad)
                    .isEqualTo(403);
        }
        assertThat(client.send("GET / HTTP/1.1\r\n\r\n").read().status()).isEqualTo(400);
    }

    @Test
    void letsNoOtherOriginReadAnswersUnlessConfigured() throws Exception {
        String request = "GET / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://a.example\r\n\r\n";
        String question =
                request.replace("GET", "OPTIONS")
                        .replace("\r\n\r\n", "\r\nAccess-Control-Request-Method: POST\r\n\r\n");
        RawClient closed = connect(start(ECHO));
        RawClient open =
                connect(start(ECHO, limits(Duration.ofSeconds(20)), Set.of("https://a.example")));

        assertThat(closed.send(request).read().head()).doesNotContainIgnoringCase("access-control");
        assertThat(open.send(request).read().head())
                .containsIgnoringCase("access-control-allow-origin: https://a.example");
        assertThat(open.send(question).read().status()).isEqualTo(204);
        assertThat(open.send(request.replace("a.ex", "b.ex")).read().head())
                .doesNotContainIgnoringCase("access-control");
    }

    @Test
    void tellsClientsNothingOfUnexpectedFailures() throws Exception {
        RawClient client =
                connect(
                        start(request -> {
                            throw new IllegalStateException("secret detail");
                        }));

        RawClient.Answer answer = client.send(get("/")).read();

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).startsWith("{\"error\":").doesNotContain("secret");
        assertThat(client.send(get("/")).read().status()).isEqualTo(500);
    }

    @Test
    void answersHeadWithTheHeadersOfGetOnly() throws Exception {
        RawClient client = connect(start(new Router().exact("GET", "/a", ECHO)));

        RawClient.Answer head = client.send(get("/a").replace("GET", "HEAD")).read(false);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.head()).containsIgnoringCase("content-length: 3");
        assertThat(client.send(get("/a")).read().body()).isEqualTo("/a ");
    }

    @Test
    void saysWhichAddressIsTaken() {
        HttpServer server = start(ECHO);
        HttpConfig same =
                new HttpConfig(
                        InetAddress.getLoopbackAddress().getHostAddress(),
                        server.port(),
                        1,
                        limits(Duration.ofSeconds(1)),
                        SOCKET_LIMITS,
                        Set.of(),
                        Set.of());

        assertThatThrownBy(() -> HttpServer.start(same, ECHO))
                .isInstanceOf(HttpServerException.class)
                .hasMessageContaining(":" + server.port());
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
