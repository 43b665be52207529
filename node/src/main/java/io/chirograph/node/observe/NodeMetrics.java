package io.chirograph.node.observe;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.consensus.pbft.Refusal;
import io.chirograph.consensus.pbft.Snapshot;
import io.chirograph.network.Lane;
import io.chirograph.network.LinkStatistics;
import io.chirograph.node.documents.DocumentService;
import io.chirograph.node.http.HttpRequest;
import io.chirograph.node.http.HttpResponse;
import io.chirograph.node.http.HttpServer;
import io.chirograph.node.http.Router;
import io.chirograph.proof.Member;
import io.chirograph.store.Recovery;
import io.chirograph.store.Store;
import io.chirograph.store.StoreStatistics;
import io.chirograph.types.Bytes;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// `GET /metrics`. Each part is asked once a scrape, so that all of a part's numbers are of one moment. Of a
/// core that does not answer the last known numbers are given. Thread-safe.
public final class NodeMetrics implements AutoCloseable {
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /// Sizes of batches in the histogram, by powers of two: up to 65 536.
    private static final int SIZES_SHOWN = 17;

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final NodeProbe probe;
    private final Store store;

    private final Collection<DoubleSupplier> counters = new ConcurrentLinkedQueue<>();

    private final Set<String> linksShown = new HashSet<>(); // guarded by this

    // What the latest scrape was told; guarded by this.
    private Optional<Snapshot> agreement = Optional.empty();
    private boolean coreAnswers;
    private LinkStatistics links;
    private StoreStatistics storage;

    public NodeMetrics(NodeProbe probe, BlockProgress progress, Store store) {
        this.probe = probe;
        this.store = store;
        this.links = probe.links();
        this.storage = store.statistics();
        addBlocks(progress);
        addAgreement();
        addPool();
        addStore();
        addLinks();
        addMachine();
    }

    public void addTo(Router router) {
        router.exact("GET", "/metrics", this::scrape);
    }

    private synchronized HttpResponse scrape(HttpRequest request) throws InterruptedException {
        Optional<Snapshot> answer = probe.agreement();
        coreAnswers = answer.isPresent();
        agreement = answer.or(() -> agreement);
        links = probe.links();
        showLinks();
        storage = store.statistics();
        return new HttpResponse(200, CONTENT_TYPE, Bytes.ofUtf8(registry.scrape()), Map.of());
    }

    /// Adds a count that only grows.
    public void count(String name, Tags tags, String description, DoubleSupplier value) {
        counters.add(value); // the registry holds it weakly
        FunctionCounter.builder("chirograph." + name, value, DoubleSupplier::getAsDouble)
                .tags(tags)
                .description(description)
                .register(registry);
    }

    /// Adds a value that goes up and down.
    public void gauge(String name, Tags tags, String description, DoubleSupplier value) {
        Gauge.builder("chirograph." + name, value::getAsDouble)
                .tags(tags)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private void addBlocks(BlockProgress progress) {
        gauge(
                "height.certified",
                Tags.empty(),
                "Newest block a quorum certified",
                () -> probe.ledger().certifiedHeight());
        gauge(
                "height.executed",
                Tags.empty(),
                "Newest block this node executed",
                () -> probe.ledger().head().height());
        gauge(
                "height.oldest.state",
                Tags.empty(),
                "Oldest block whose state this node keeps",
                () -> probe.ledger().oldestStateHeight());
        gauge(
                "block.age.seconds",
                Tags.empty(),
                "Time since a block was certified",
                () -> progress.nanosSinceLast() / 1e9);
        count("blocks", Tags.empty(), "Blocks certified", progress::blocks);
        count("transactions", Tags.empty(), "Transactions in them", progress::transactions);
        count(
                "transactions.skipped",
                Tags.empty(),
                "Transactions that were ordered but not included",
                progress::skipped);
        count("gas.used", Tags.empty(), "Gas used in them", progress::gasUsed);
    }

    private void addAgreement() {
        gauge(
                "core.answers",
                Tags.empty(),
                "1, or 0 when the numbers of the agreement are old",
                () -> coreAnswers() ? 1 : 0);
        ofAgreement("view", "View of the agreement", Snapshot::view);
        ofAgreement("primary", "Index of the member that proposes", Snapshot::primary);
        ofAgreement("checkpoint.height", "Newest stable checkpoint", Snapshot::stable);
        ofAgreement("requests.pending", "Requests not ordered yet", Snapshot::pendingRequests);
        ofAgreement("requests.pending.bytes", "Bytes of these", Snapshot::pendingBytes);
        counted("batches.proposed", "Batches this node proposed", c -> c.batchesProposed());
        counted("batches.delivered", "Batches decided", c -> c.batchesDelivered());
        counted("requests.delivered", "Requests in them", c -> c.requestsDelivered());
        counted("requests.skipped", "Requests left out of them", c -> c.requestsSkipped());
        counted("view.changes", "Votes of this node for another view", c -> c.viewChanges());
        counted("views.entered", "Views entered", c -> c.viewsEntered());
        counted("evidence", "Validators caught contradicting themselves", c -> c.evidence());
        counted("retransmissions", "Messages sent again", c -> c.retransmissions());
        counted("blocks.fetched", "Blocks had from other members", c -> c.blocksFetched());
        addBatcher("proposals", this::proposals);
        for (Refusal reason : Refusal.values()) {
            count(
                    "requests.refused",
                    Tags.of("reason", word(reason)),
                    "Requests and proposals refused",
                    () -> read(s -> s.counters().refusals().getOrDefault(reason, 0L)));
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private void ofAgreement(String name, String description, ToDoubleFunction<Snapshot> value) {
        gauge(name, Tags.empty(), description, () -> read(value));
    }

    private void counted(
            String name, String description, ToDoubleFunction<Snapshot.Counters> value) {
        count(name, Tags.empty(), description, () -> read(s -> value.applyAsDouble(s.counters())));
    }

    private synchronized double read(ToDoubleFunction<Snapshot> value) {
        return agreement.map(value::applyAsDouble).orElse(0.0);
    }

    private synchronized boolean coreAnswers() {
        return coreAnswers;
    }

    /// Adds what a batcher does.
    /// @param name of the batcher, as a label
    public void addBatcher(String name, Supplier<BatchMetrics.Snapshot> batcher) {
        Tags tags = Tags.of("batcher", name);
        count("batcher.batches", tags, "Batches done", () -> batcher.get().batches());
        count("batcher.items", tags, "Items in them", () -> batcher.get().items());
        count("batcher.failed", tags, "Items that failed", () -> batcher.get().failed());
        count(
                "batcher.processing.seconds",
                tags,
                "Time spent on batches",
                () -> batcher.get().processingNanos() / 1e9);
        gauge(
                "batcher.processing.mean.seconds",
                tags,
                "Mean time of a batch",
                () -> batcher.get().processingNanosMean() / 1e9);
        gauge(
                "batcher.throughput",
                tags,
                "Items a second, lately",
                () -> batcher.get().itemsPerSecond());
        gauge(
                "batcher.utilisation",
                tags,
                "Part of the time in which a batch was worked on, lately",
                () -> batcher.get().utilisation());
        gauge(
                "batcher.efficiency",
                tags,
                "What items would have cost one by one, to what they cost in batches",
                () -> batcher.get().efficiency());
        gauge("batcher.error.rate", tags, "Failed items of all", () -> batcher.get().errorRate());
        for (int i = 0; i < SIZES_SHOWN; i++) {
            int bucket = i;
            count(
                    "batcher.sizes",
                    tags.and("size.max", Integer.toString(1 << bucket)),
                    "Batches of up to so many items, and of more than half of that",
                    () -> batcher.get().sizes().get(bucket));
        }
    }

    private synchronized BatchMetrics.Snapshot proposals() {
        return agreement.map(Snapshot::proposals).orElseGet(() -> new BatchMetrics(0).snapshot(0));
    }

    private void addPool() {
        gauge("pool.transactions", Tags.empty(), "Waiting", () -> probe.pool().size());
        gauge("pool.bytes", Tags.empty(), "Bytes of these", () -> probe.pool().sizeBytes());
    }

    private void addStore() {
        stored("commits", "Transactions that wrote something", StoreStatistics::commits);
        stored("conflicts", "Transactions refused at commit", StoreStatistics::conflicts);
        stored("syncs", "Groups of commits, each with one sync", StoreStatistics::groups);
        stored("log.bytes", "Bytes written to the log", StoreStatistics::logBytes);
        stored("stalls", "Commits that had to wait for room", StoreStatistics::stalls);
        stored(
                "paced",
                "Commits slowed a little, since work piled up",
                StoreStatistics::pacedCommits);
        gauge(
                "store.stall.seconds.max",
                Tags.empty(),
                "Longest wait of a commit for room",
                () -> storage().stallNanosMax() / 1e9);
        stored("flushes", "Memory tables written to disk", StoreStatistics::flushes);
        stored("flushed.bytes", "Bytes these wrote", StoreStatistics::flushedBytes);
        stored("compactions", "Merges of tables", StoreStatistics::compactions);
        stored("compacted.bytes", "Bytes these wrote", StoreStatistics::compactedBytes);
        stored("cache.hits", "Blocks found in memory", StoreStatistics::blockCacheHits);
        stored("cache.misses", "Blocks read from disk", StoreStatistics::blockCacheMisses);
        stored(
                "second.level.hits",
                "Blocks found in the cache's second level",
                StoreStatistics::secondLevelHits);
        stored(
                "second.level.misses",
                "Blocks not found there either",
                StoreStatistics::secondLevelMisses);
        stored(
                "second.level.rejected",
                "Blocks found there that were not whole",
                StoreStatistics::secondLevelRejected);
        gauge(
                "store.memory.share",
                Tags.empty(),
                "Of the memory that the store's parts were given, what they may take now",
                () -> storage().memory().share());
        addRecovery();
        gauge(
                "store.group.size.mean",
                Tags.empty(),
                "Commits that shared one sync, on average",
                () -> storage().commitsPerGroup());
        gauge(
                "store.tables.bytes",
                Tags.empty(),
                "Bytes of sorted files",
                () -> storage().tableBytes());
        gauge(
                "store.memtables.bytes",
                Tags.empty(),
                "Bytes not in sorted files yet",
                () -> storage().memtableBytes());
    }

    private void addRecovery() {
        Recovery recovery = store.recovery();
        gauge(
                "store.recovery.seconds",
                Tags.empty(),
                "What opening the store took at this start",
                () -> recovery.duration().toNanos() / 1e9);
        gauge(
                "store.recovery.log.bytes",
                Tags.empty(),
                "Bytes of the log read for it",
                recovery::logBytes);
        gauge(
                "store.recovery.commits",
                Tags.empty(),
                "Commits replayed from the log for it",
                recovery::commits);
    }

    private void stored(String name, String description, ToDoubleFunction<StoreStatistics> value) {
        count("store." + name, Tags.empty(), description, () -> value.applyAsDouble(storage()));
    }

    private synchronized StoreStatistics storage() {
        return storage;
    }

    private void addLinks() {
        gauge(
                "peers.connected",
                Tags.empty(),
                "Members whose votes are heard",
                probe::peersConnected);
        showLinks();
        for (io.chirograph.network.Refusal reason : io.chirograph.network.Refusal.values()) {
            count(
                    "connections.refused",
                    Tags.of("reason", word(reason)),
                    "Connections refused or closed for a fault of the other side",
                    () -> links().refused(reason));
        }
    }

    /// Members join while the node runs.
    private synchronized void showLinks() {
        for (LinkStatistics.PeerLane each : links.peers()) {
            if (linksShown.add(each.peer() + " " + each.lane())) {
                addLink(each.peer(), each.lane());
            }
        }
    }

    /// @param peer a seat; founders are called by their names
    private void addLink(int peer, Lane lane) {
        List<Member> founders = probe.ledger().genesis().members();
        String name = peer < founders.size() ? founders.get(peer).name() : "seat-" + peer;
        Tags tags = Tags.of("peer", name, "lane", word(lane));
        Supplier<LinkStatistics.PeerLane> link = () -> link(peer, lane);
        count("link.frames.sent", tags, "Frames sent", () -> link.get().framesSent());
        count("link.bytes.sent", tags, "Bytes sent", () -> link.get().bytesSent());
        count("link.frames.received", tags, "Frames got", () -> link.get().framesReceived());
        count("link.bytes.received", tags, "Bytes got", () -> link.get().bytesReceived());
        count("link.frames.dropped", tags, "Frames lost", () -> link.get().framesDropped());
        count("link.connects", tags, "Times connected", () -> link.get().connects());
        gauge("link.connected", tags, "1 or 0", () -> link.get().connected() ? 1 : 0);
        gauge("link.queued.bytes", tags, "Bytes to be sent", () -> link.get().queuedBytes());
        gauge(
                "link.round.trip.seconds",
                tags,
                "Of the latest heartbeat",
                () -> link.get().roundTripNanos() / 1e9);
    }

    /// Of a peer that has left, nothing.
    private LinkStatistics.PeerLane link(int peer, Lane lane) {
        return links().peers().stream()
                .filter(each -> each.peer() == peer && each.lane() == lane)
                .findFirst()
                .orElseGet(() ->
                        new LinkStatistics.PeerLane(peer, lane, false, 0, 0, 0, 0, 0, 0, 0, 0, ""));
    }

    private synchronized LinkStatistics links() {
        return links;
    }

    private void addMachine() {
        new JvmMemoryMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /// Adds what became of documents.
    public void add(DocumentService documents) {
        put("registered", () -> documents.counts().registered());
        put("unchanged", () -> documents.counts().unchanged());
        put("submitted", () -> documents.counts().submitted());
        put("failed", () -> documents.counts().failed());
        gauge(
                "documents.waiting",
                Tags.empty(),
                "Registrations and withdrawals not certified yet",
                () -> documents.counts().waiting());
    }

    private void put(String outcome, DoubleSupplier value) {
        count("documents.put", Tags.of("outcome", outcome), "Documents put", value);
    }

    /// Adds what clients cost; to be called when the server listens.
    public void add(HttpServer server) {
        count(
                "http.requests",
                Tags.empty(),
                "Requests answered",
                () -> server.statistics().requests());
        count(
                "http.overloads",
                Tags.empty(),
                "Requests answered 503, since too many were worked on",
                () -> server.statistics().overloads());
        count(
                "http.connections.refused",
                Tags.empty(),
                "Connections closed, since there were too many",
                () -> server.statistics().connectionsRefused());
        gauge(
                "http.connections",
                Tags.empty(),
                "Connections open",
                () -> server.statistics().connectionsOpen());
        gauge(
                "http.web.sockets",
                Tags.empty(),
                "Those of the open connections that are WebSockets",
                () -> server.statistics().webSocketsOpen());
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }
}
