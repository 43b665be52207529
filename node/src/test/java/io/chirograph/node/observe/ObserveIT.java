package io.chirograph.node.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.consensus.pbft.Message;
import io.chirograph.consensus.pbft.Refusal;
import io.chirograph.consensus.pbft.Snapshot;
import io.chirograph.network.Lane;
import io.chirograph.network.LinkStatistics;
import io.chirograph.node.documents.DocumentNode;
import io.chirograph.node.http.HttpConfig;
import io.chirograph.node.http.HttpException;
import io.chirograph.node.http.HttpServer;
import io.chirograph.node.http.Router;
import io.chirograph.node.rest.NodeStatus;
import io.chirograph.node.rest.StateProgress;
import io.chirograph.store.MemoryDisk;
import io.chirograph.types.Bytes;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Health and metrics over HTTP, of a real ledger, pool and store; what links and core say is the test's.
final class ObserveIT {
    private static final Duration GAP_MAX = Duration.ofSeconds(20);

    @TempDir private Path directory;
    private final AtomicLong nanos = new AtomicLong(1_000);
    private final CompletableFuture<String> failed = new CompletableFuture<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private DocumentNode node;
    private NodeProbe probe;
    private NodeMetrics metrics;
    private HttpServer server;
    private volatile int connected = 3;
    private volatile boolean coreStopped;
    private volatile StateProgress state = new StateProgress(StateProgress.IDLE, 0, 0);

    @BeforeEach
    void start() {
        node = new DocumentNode(new MemoryDisk(), directory, Duration.ofSeconds(30));
        BlockProgress progress = new BlockProgress(nanos::get);
        node.ledger().onCertified(progress::onCertified);
        node.start();
        probe =
                new NodeProbe(
                        node.ledger(),
                        node.pool(),
                        this::links,
                        this::agreement,
                        () -> state,
                        () -> 0,
                        "m0",
                        "0.1.0");
        metrics = new NodeMetrics(probe, progress, node.store());
        metrics.add(node.service());
        Router router = new Router();
        metrics.addTo(router);
        new Health(probe, progress, failed, GAP_MAX).addTo(router);
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
        metrics.add(server);
    }

    @AfterEach
    void stop() {
        server.close();
        metrics.close();
        node.close();
        client.close();
    }

    private LinkStatistics links() {
        List<LinkStatistics.PeerLane> lanes = new ArrayList<>();
        for (int peer = 1; peer <= 3; peer++) {
            for (Lane lane : Lane.values()) {
                lanes.add(
                        new LinkStatistics.PeerLane(
                                peer,
                                lane,
                                peer <= connected,
                                11,
                                1_100,
                                12,
                                1_200,
                                1,
                                77,
                                2,
                                2_500_000,
                                ""));
            }
        }
        return new LinkStatistics(lanes, Map.of(io.chirograph.network.Refusal.NOT_TLS, 6L));
    }

    private CompletableFuture<Snapshot> agreement() {
        if (coreStopped) {
            throw new RejectedExecutionException("the node stops");
        }
        TreeMap<Refusal, Long> refusals = new TreeMap<>(Map.of(Refusal.DUPLICATE, 9L));
        return CompletableFuture.completedFuture(
                new Snapshot(
                        5,
                        Message.Phase.ACTIVE,
                        1,
                        0,
                        0,
                        0,
                        0,
                        100,
                        2,
                        300,
                        List.of(),
                        new TreeMap<>(),
                        new BatchMetrics(0).snapshot(0),
                        new Snapshot.Counters(1, 2, 3, 4, 8, 5, 0, 0, 0, refusals)));
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + server.port() + path);
        return client.send(
                HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode health(int status) throws Exception {
        HttpResponse<String> response = get("/health");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JsonMapper.shared().readTree(response.body());
    }

    private void put(String name) throws InterruptedException {
        node.service().put(name, Bytes.ofUtf8("text of " + name), new TreeSet<>());
    }

    @Test
    void aNodeIsUpWhileBlocksComeAndDownWhenTheyStop() throws Exception {
        assertThat(health(200).path("status").asString()).isEqualTo("up");

        nanos.addAndGet(GAP_MAX.toNanos() + 1_000_000_000);
        JsonNode stalled = health(503);
        assertThat(stalled.path("status").asString()).isEqualTo("down");
        assertThat(stalled.path("reason").asString())
                .isEqualTo("no certified block for 21 s, at most 20 s are normal");
        assertThat(stalled.path("secondsSinceLastBlock").asLong()).isEqualTo(21);

        put("a.txt");
        assertThat(health(200).path("height").asLong()).isEqualTo(1);
    }

    @Test
    void aNodeWithoutAQuorumOfPeersIsDown() throws Exception {
        connected = 2;
        assertThat(health(200).path("peers").asInt()).isEqualTo(2);

        connected = 1;

        assertThat(health(503).path("reason").asString())
                .isEqualTo("connected to 1 other members, a quorum needs 2");
    }

    @Test
    void aNodeThatFetchesAStateIsDownAndSaysHowFarItIs() throws Exception {
        state = new StateProgress("receiving", 1_000, 300);

        assertThat(health(503).path("reason").asString())
                .isEqualTo("far behind, fetching a state: receiving, 300 of 1000 bytes are here");
    }

    @Test
    void aHaltedNodeIsDownWithItsReason() throws Exception {
        coreStopped = true;
        assertThat(health(503).path("reason").asString())
                .isEqualTo("the core has stopped or does not answer");

        failed.complete("block 7 here is another than certified");

        assertThat(health(503).path("reason").asString())
                .isEqualTo("halted: block 7 here is another than certified");
    }

    @Test
    void metricsTellOfEveryPart() throws Exception {
        put("a.txt");
        put("a.txt");

        String text = get("/metrics").body();

        assertThat(text.lines())
                .contains(
                        "chirograph_height_certified 1.0",
                        "chirograph_blocks_total 1.0",
                        "chirograph_transactions_total 1.0",
                        "chirograph_view 5.0",
                        "chirograph_view_changes_total 8.0",
                        "chirograph_requests_refused_total{reason=\"duplicate\"} 9.0",
                        "chirograph_connections_refused_total{reason=\"not_tls\"} 6.0",
                        "chirograph_pool_transactions 0.0",
                        "chirograph_peers_connected 3.0",
                        "chirograph_link_connected{lane=\"votes\",peer=\"m1\"} 1.0",
                        "chirograph_link_round_trip_seconds{lane=\"votes\",peer=\"m3\"} 0.0025",
                        "chirograph_documents_put_total{outcome=\"registered\"} 1.0",
                        "chirograph_documents_put_total{outcome=\"unchanged\"} 1.0",
                        "chirograph_http_requests_total 1.0");
        assertThat(text)
                .contains("chirograph_batcher_batches_total{batcher=\"proposals\"} 0.0")
                .contains("chirograph_store_syncs_total ")
                .contains("chirograph_store_group_size_mean ")
                .contains("chirograph_store_recovery_log_bytes ")
                .contains("chirograph_store_recovery_seconds ")
                .contains("chirograph_store_memory_share 1.0")
                .contains("chirograph_store_second_level_hits_total 0.0")
                .contains("jvm_memory_used_bytes{")
                .contains("jvm_gc_");
    }

    @Test
    void everyLineOfTheMetricsIsInPrometheusForm() throws Exception {
        for (boolean stopped : new boolean[] {true, false, true}) {
            coreStopped = stopped;
            HttpResponse<String> response = get("/metrics");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/plain; version=0.0.4");
            assertThat(response.body().lines())
                    .allMatch(line ->
                            line.matches(
                                    "# (HELP|TYPE) [a-z_0-9]+ .*"
                                            + "|[a-z_0-9]+(\\{.*})? ([-+.0-9E]+|NaN|[+-]Inf)"))
                    .contains("chirograph_core_answers " + (stopped ? "0.0" : "1.0"));
        }
    }

    @Test
    void theStatusIsPutTogetherFromAllParts() throws Exception {
        put("a.txt");

        NodeStatus status = probe.status();

        assertThat(status.member()).isEqualTo("m0");
        assertThat(status.view()).isEqualTo(5);
        assertThat(status.primary()).isEqualTo(1);
        assertThat(status.certifiedHeight()).isEqualTo(1);
        assertThat(status.peersConnected()).isEqualTo(3);
        assertThat(status.members()).isEqualTo(4);
        assertThat(status.genesisHash()).isEqualTo(node.ledger().genesisHash());

        coreStopped = true;
        assertThatThrownBy(probe::status)
                .isInstanceOf(HttpException.class)
                .hasMessageContaining("the node's core has stopped");
    }
}
