package io.chirograph.node.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.batch.BatchOutcome;
import io.chirograph.network.Lane;
import io.chirograph.node.config.Endpoint;
import io.chirograph.node.config.NodeConfig;
import io.chirograph.node.documents.DocumentNode;
import io.chirograph.node.http.BearerToken;
import io.chirograph.node.http.HttpConfig;
import io.chirograph.node.http.HttpServer;
import io.chirograph.node.http.Router;
import io.chirograph.proof.document.DocumentVerifier;
import io.chirograph.proof.document.Verification;
import io.chirograph.store.MemoryDisk;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The API as a client sees it, over HTTP.
final class RestApiIT {
    private static final String SECRET = "a token of more than 16 characters".replace(' ', '-');
    private static final String DOCUMENTS = "/api/v1/documents";
    private static final byte[] TEXT =
            "Lot 4711 was rejected.\n\n第4711批被拒收。\n".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path directory;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ChosenPipeline pipeline = new ChosenPipeline();
    private DocumentNode node;
    private HttpServer server;

    /// One stage, and rules that can be changed.
    private static final class ChosenPipeline implements PipelineSource {
        private NodeConfig.Bundling rules = new NodeConfig.Bundling(5, 500, 2_000);

        @Override
        public SequencedMap<String, BatchMetrics.Snapshot> stages() {
            BatchMetrics metrics = new BatchMetrics(0);
            metrics.record(new BatchOutcome(8, 2, 0, 4_000_000, 0));
            SequencedMap<String, BatchMetrics.Snapshot> stages = new LinkedHashMap<>();
            stages.put("execute", metrics.snapshot(8_000_000));
            return stages;
        }

        @Override
        public NodeConfig.Bundling bundling() {
            return rules;
        }

        @Override
        public void change(NodeConfig.Bundling changed) {
            rules = changed;
        }
    }

    @BeforeEach
    void start() {
        node = new DocumentNode(new MemoryDisk(), directory, Duration.ofSeconds(30)).start();
        Router router = new Router();
        new RestApi(
                        node.service(),
                        node.members(),
                        pipeline,
                        RestApiIT::status,
                        RestApiIT::peers,
                        new BearerToken(SECRET))
                .addTo(router);
        Duration time = Duration.ofSeconds(30);
        server =
                HttpServer.start(
                        new HttpConfig(
                                InetAddress.getLoopbackAddress().getHostAddress(),
                                0,
                                1,
                                new HttpConfig.Limits(8, 8, 8192, 1 << 20, time, time),
                                new HttpConfig.WebSocketLimits(1, 1024, 1, 1024, time),
                                Set.of(),
                                Set.of()),
                        router);
    }

    @AfterEach
    void stop() {
        server.close();
        node.close();
        client.close();
    }

    private static List<PeerStatus> peers() {
        Address validator = Address.fromHex("0x" + "0b".repeat(20));
        Endpoint endpoint = new Endpoint("10.0.0.2", 30303);
        return List.of(
                new PeerStatus(
                        1,
                        "haida",
                        validator,
                        endpoint,
                        List.of(Lane.VOTES, Lane.TOPOLOGY),
                        "",
                        new PeerStatus.Word.Said(false, endpoint, Instant.EPOCH)),
                new PeerStatus(
                        2,
                        "baltic",
                        validator,
                        endpoint,
                        List.of(),
                        "haida",
                        new PeerStatus.Word.None()));
    }

    @Test
    void tellsWhereEachPeerIs() throws Exception {
        assertThat(get(200, "/api/v1/peers").toString())
                .contains("\"connected\":[\"votes\",\"topology\"]")
                .contains("\"announced\":\"stops\"")
                .contains("\"announcedEndpoint\":\"10.0.0.2:30303\"")
                .contains("\"reachedOver\":\"haida\"")
                .contains("\"announced\":\"nothing\"");
    }

    private static NodeStatus status() {
        return new NodeStatus(
                "m0",
                0,
                3,
                3,
                17,
                18,
                4,
                5,
                new StateProgress("receiving", 1_000, 300),
                2,
                4,
                5,
                600,
                7,
                Hash32.ZERO,
                4711,
                "0.1.0",
                Duration.ofSeconds(90));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Authorization", "Bearer " + SECRET);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private JsonNode get(int status, String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send(request(path).GET());
        assertThat(response.statusCode()).as(path).isEqualTo(status);
        return json(response);
    }

    private HttpResponse<byte[]> put(String name, byte[] content)
            throws IOException, InterruptedException {
        return send(
                request(DOCUMENTS + "?name=" + encode(name))
                        .POST(BodyPublishers.ofByteArray(content)));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void everyRouteWantsTheToken() throws Exception {
        for (String path :
                new String[] {
                    DOCUMENTS,
                    DOCUMENTS + "/" + Hash32.ZERO,
                    "/api/v1/search?q=a",
                    "/api/v1/pipeline",
                    "/api/v1/status"
                }) {
            HttpRequest.Builder bare =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
            assertThat(send(bare.copy().GET()).statusCode()).as(path).isEqualTo(401);
            assertThat(
                            send(bare.header("Authorization", "Bearer not-this-node's-token").GET())
                                    .statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
        HttpRequest.Builder change =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + server.port()
                                                + "/api/v1/pipeline/bundling"))
                        .method("PATCH", BodyPublishers.ofString("{\"delayMillis\": 1}"));
        assertThat(send(change).statusCode()).isEqualTo(401);
        assertThat(pipeline.rules.delayMillis()).isEqualTo(5);
        HttpResponse<byte[]> unsigned =
                send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + server.port()
                                                        + DOCUMENTS
                                                        + "?name=a.txt"))
                                .POST(BodyPublishers.ofByteArray(TEXT)));
        assertThat(unsigned.statusCode()).isEqualTo(401);
        assertThat(get(200, DOCUMENTS).path("documents")).isEmpty();
    }

    @Test
    void aDocumentGoesInAndComesOutAgainWithASearchHitAndAProof() throws Exception {
        HttpResponse<byte[]> response = put("Prüfbericht 质量.txt", TEXT);

        assertThat(response.statusCode()).isEqualTo(201);
        JsonNode answer = json(response);
        assertThat(answer.path("status").asString()).isEqualTo("registered");
        assertThat(answer.path("passages").asInt()).isPositive();
        assertThat(answer.path("height").asLong()).isEqualTo(1);
        assertThat(answer.path("transactionHash").asString()).startsWith("0x").hasSize(66);
        assertThat(answer.has("timeMillis")).isTrue();
        assertThat(answer.has("error")).isFalse();
        String path = DOCUMENTS + "/" + answer.path("id").asString();

        JsonNode document = get(200, path);
        assertThat(document.path("name").asString()).isEqualTo("Prüfbericht 质量.txt");
        assertThat(document.path("status").asString()).isEqualTo("registered");
        assertThat(document.path("size").asInt()).isEqualTo(TEXT.length);
        assertThat(document.path("owner").asString()).isEqualTo(node.service().owner().toHex());

        HttpResponse<byte[]> content = send(request(path + "/content").GET());
        assertThat(content.body()).isEqualTo(TEXT);
        assertThat(content.headers().firstValue("Content-Type")).hasValue("text/plain");
        assertThat(content.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment; filename*=UTF-8''Pr%C3%BCfbericht%20");

        JsonNode hit = get(200, "/api/v1/search?q=" + encode("拒收")).path("hits").path(0);
        assertThat(hit.path("id").asString()).isEqualTo(answer.path("id").asString());
        assertThat(hit.path("metadata").path("name").asString()).isEqualTo("Prüfbericht 质量.txt");
        assertThat(hit.path("metadata").path("height").asLong()).isEqualTo(1);
        assertThat(hit.path("content").asString()).contains("拒收");
        assertThat(hit.path("score").asDouble() + hit.path("distance").asDouble()).isEqualTo(1);

        int passage = hit.path("passage").path("index").asInt();
        for (String query : new String[] {"?passage=" + passage, "", "?passage=0&content=true"}) {
            HttpResponse<byte[]> proof = send(request(path + "/proof" + query).GET());
            assertThat(proof.statusCode()).isEqualTo(200);
            assertThat(DocumentVerifier.verify(DocumentNode.network(), Bytes.copyOf(proof.body())))
                    .as(query)
                    .isInstanceOf(Verification.Verified.class);
        }
    }

    @Test
    void theSameDocumentAgainIsUnchanged() throws Exception {
        put("a.txt", TEXT);

        HttpResponse<byte[]> again =
                send(request(DOCUMENTS + "?name=a.txt").PUT(BodyPublishers.ofByteArray(TEXT)));

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).path("status").asString()).isEqualTo("unchanged");
    }

    @Test
    void anUnreadableDocumentIsRefusedWithItsNameAndReason() throws Exception {
        HttpResponse<byte[]> response =
                put("scan.pdf", "%PDF-1.7 nothing".getBytes(StandardCharsets.UTF_8));

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(json(response).path("status").asString()).isEqualTo("failed");
        assertThat(json(response).path("error").asString()).startsWith("scan.pdf: ");
    }

    @Test
    void listsDocumentsPageByPage() throws Exception {
        for (int i = 0; i < 3; i++) {
            put(i + ".txt", ("text " + i).getBytes(StandardCharsets.UTF_8));
        }

        JsonNode first = get(200, DOCUMENTS + "?limit=2");
        JsonNode second = get(200, DOCUMENTS + "?limit=2&after=" + first.path("next").asString());

        assertThat(first.path("documents")).hasSize(2);
        assertThat(second.path("documents")).hasSize(1);
        assertThat(second.has("next")).isFalse();
    }

    @Test
    void filtersNarrowASearch() throws Exception {
        put("a.txt", "wheat of the first harvest".getBytes(StandardCharsets.UTF_8));
        put("b.md", "wheat of the second harvest".getBytes(StandardCharsets.UTF_8));
        String search = "/api/v1/search?q=wheat";

        assertThat(get(200, search).path("hits")).hasSize(2);
        assertThat(get(200, search + "&limit=1").path("hits")).hasSize(1);
        assertThat(get(200, search + "&name=b.md").path("hits")).hasSize(1);
        assertThat(get(200, search + "&name=b.md&name=a.txt").path("hits")).hasSize(2);
        assertThat(get(200, search + "&kind=markdown").path("hits")).hasSize(1);
        assertThat(get(200, search + "&heightMin=2").path("hits")).hasSize(1);
        assertThat(get(200, search + "&heightMax=1").path("hits")).hasSize(1);
        assertThat(get(200, search + "&owner=0x" + "00".repeat(20)).path("hits")).isEmpty();
    }

    @Test
    void aDeletedDocumentIsGone() throws Exception {
        String path = DOCUMENTS + "/" + json(put("a.txt", TEXT)).path("id").asString();

        HttpResponse<byte[]> deleted = send(request(path).DELETE());

        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(json(deleted).path("withdrawnHeight").asLong()).isEqualTo(2);
        get(404, path);
        get(404, path + "/content");
        get(404, path + "/proof");
        assertThat(send(request(path).DELETE()).statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsMissingIsToldAsSuch() throws Exception {
        String unknown = DOCUMENTS + "/" + Hash32.ZERO;
        String known = DOCUMENTS + "/" + json(put("a.txt", TEXT)).path("id").asString();

        assertThat(get(404, unknown).path("error").asString())
                .isEqualTo("no document " + Hash32.ZERO + " is kept here");
        get(404, unknown + "/content");
        get(404, unknown + "/proof");
        get(404, known + "/else");
        assertThat(get(404, known + "/proof?passage=99").path("error").asString())
                .contains("passages, counted from 0; there is none with index 99");
    }

    @Test
    void aBadParameterIsToldWithItsNameValueAndLimit() throws Exception {
        assertThat(get(400, "/api/v1/search?q=a&limit=1001").path("error").asString())
                .isEqualTo("parameter 'limit' is '1001', not a whole number from 1 to 1000");
        assertThat(get(400, "/api/v1/search?q=a&limt=3").path("error").asString())
                .startsWith("unknown parameter 'limt'; /api/v1/search takes [");
        assertThat(get(400, "/api/v1/search").path("error").asString())
                .startsWith("parameter 'q' is missing");
        assertThat(get(400, "/api/v1/search?q=" + "a".repeat(401)).path("error").asString())
                .isEqualTo("a query has at most 400 characters, not 401");
        assertThat(get(400, "/api/v1/search?q=a&kind=odt").path("error").asString())
                .startsWith("parameter 'kind' is 'odt', not one of [TEXT,");
        get(400, "/api/v1/search?q=a&q=b");
        get(400, "/api/v1/search?q=a&version=x");
        get(400, DOCUMENTS + "?after=0x12");
        get(400, DOCUMENTS + "/0x12");
        get(400, DOCUMENTS + "/" + Hash32.ZERO + "/proof?passage=-1");
        assertThat(send(request(DOCUMENTS).POST(BodyPublishers.ofByteArray(TEXT))).statusCode())
                .isEqualTo(400);
        assertThat(
                        send(request(DOCUMENTS + "?name=a.txt&reader=me")
                                        .POST(BodyPublishers.ofByteArray(TEXT)))
                                .statusCode())
                .isEqualTo(400);
    }

    @Test
    void theStatusTellsWhereTheNodeIs() throws Exception {
        JsonNode status = get(200, "/api/v1/status");

        assertThat(status.path("member").asString()).isEqualTo("m0");
        assertThat(status.path("height").path("certified").asLong()).isEqualTo(17);
        assertThat(status.path("height").path("first").asLong()).isEqualTo(4);
        assertThat(status.path("stateTransfer").path("phase").asString()).isEqualTo("receiving");
        assertThat(status.path("stateTransfer").path("bytesDone").asLong()).isEqualTo(300);
        assertThat(status.path("peers").path("connected").asInt()).isEqualTo(2);
        assertThat(status.path("genesisHash").asString()).isEqualTo(Hash32.ZERO.toHex());
        assertThat(status.path("memory").path("heapUsedBytes").asLong()).isPositive();
    }

    @Test
    void showsHowBusyEachStageIs() throws Exception {
        JsonNode stage = get(200, "/api/v1/pipeline").path("stages").path(0);
        assertThat(stage.path("stage").asString()).isEqualTo("execute");
        assertThat(stage.path("utilisation").asDouble()).isEqualTo(0.5);
        assertThat(stage.path("items").asInt()).isEqualTo(8);
        assertThat(stage.path("failed").asInt()).isEqualTo(2);
        assertThat(stage.path("meanMillis").asDouble()).isEqualTo(4);
    }

    @Test
    void changesTheRulesOfBundlingThatAreNamedAndNoOther() throws Exception {
        JsonNode answer = patch(200, "{\"delayMillis\": 20}");
        assertThat(answer.path("delayMillis").asInt()).isEqualTo(20);
        assertThat(pipeline.rules).isEqualTo(new NodeConfig.Bundling(20, 500, 2_000));
        assertThat(get(200, "/api/v1/pipeline").path("bundling")).isEqualTo(answer);
    }

    @Test
    void refusesRulesOfBundlingThatCantBeAndKeepsThoseThatAre() throws Exception {
        assertThat(patch(400, "{\"delayMillis\": 10001}").path("error").asString())
                .contains("bundling.delayMillis is 10001, allowed are 0 to 10000");
        assertThat(patch(400, "{\"latencyMillis\": \"soon\"}").path("error").asString())
                .contains("\"soon\"");
        assertThat(patch(400, "{\"transactionsMax\": 1e30}").path("error").asString())
                .contains("transactionsMax");
        assertThat(patch(400, "{\"gas\": 1}").path("error").asString())
                .contains("'gas'", "delayMillis");
        assertThat(patch(400, "[1]").path("error").asString()).contains("no JSON object");
        assertThat(patch(400, "{").path("error").asString()).contains("no JSON");
        assertThat(patch(413, " ".repeat(2_000)).path("error").asString())
                .contains("2000 bytes", "1024");
        assertThat(pipeline.rules).isEqualTo(new NodeConfig.Bundling(5, 500, 2_000));
    }

    private JsonNode patch(int status, String body) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                send(
                        request("/api/v1/pipeline/bundling")
                                .method("PATCH", BodyPublishers.ofString(body)));
        assertThat(response.statusCode()).as(body).isEqualTo(status);
        return json(response);
    }
}
