package io.chirograph.node;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.batch.ParallelBatch;
import io.chirograph.consensus.pbft.PbftConfig;
import io.chirograph.consensus.pbft.Snapshot;
import io.chirograph.evm.Account;
import io.chirograph.knowledge.DocumentLibrary;
import io.chirograph.knowledge.Ingestion;
import io.chirograph.knowledge.IngestionWorkers;
import io.chirograph.knowledge.extract.DocumentReader;
import io.chirograph.knowledge.extract.ReadingLimits;
import io.chirograph.ledger.ExecutionWorkers;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.TransactionReader;
import io.chirograph.ledger.pool.AdmissionRules;
import io.chirograph.ledger.pool.TransactionPool;
import io.chirograph.network.Links;
import io.chirograph.network.overlay.Overlay;
import io.chirograph.node.config.AccessToken;
import io.chirograph.node.config.Endpoint;
import io.chirograph.node.config.NodeConfig;
import io.chirograph.node.documents.Chain;
import io.chirograph.node.documents.DocumentService;
import io.chirograph.node.http.BearerToken;
import io.chirograph.node.http.HttpServer;
import io.chirograph.node.http.Router;
import io.chirograph.node.members.MemberService;
import io.chirograph.node.members.Neighbours;
import io.chirograph.node.observe.BlockProgress;
import io.chirograph.node.observe.Health;
import io.chirograph.node.observe.NodeMetrics;
import io.chirograph.node.observe.NodeProbe;
import io.chirograph.node.rest.RestApi;
import io.chirograph.node.rest.StateProgress;
import io.chirograph.node.rpc.EthereumRpc;
import io.chirograph.proof.Member;
import io.chirograph.store.DirectoryDisk;
import io.chirograph.store.Disk;
import io.chirograph.store.MemoryPressure;
import io.chirograph.store.Recovery;
import io.chirograph.store.Store;
import io.chirograph.types.Address;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// One organisation's node: the five layers in one process, started from the ground up and stopped from
/// the top down.
///
/// Threads: the core owns the agreement, one thread owns the ledger, as many workers as there are processors
/// check signatures, the store has its own, the links and the HTTP server move bytes on a few.
public final class Node implements AutoCloseable {
    private static final int MEMORY_REPORT_SECONDS = 1;
    private static final System.Logger LOG = System.getLogger(Node.class.getName());

    private static final Duration REGISTRATION_WAIT_MAX = Duration.ofSeconds(30);

    /// A network without work makes a block now and then; so many missing ones are a sickness.
    private static final int IDLE_BLOCKS_MISSED_MAX = 4;

    /// Signature checks of one batch that one worker does in a row: about a tenth of a millisecond.
    private static final int CHECKS_UNSPLIT = 4;

    private static final long STATE_TICK_MILLIS = 20;

    private final Parts parts;
    private final MemberIdentity identity;
    private final CompletableFuture<String> failed = new CompletableFuture<>();
    private final CompletableFuture<String> restart = new CompletableFuture<>();
    private final Ledger ledger;
    private final TransactionPool pool;
    private final Replica replica;
    private final HttpServer server;

    /// Starts the node; when it returns, the node takes part and its ports answer.
    /// @throws NodeException when something the operator can mend is in the way; nothing is left running
    public static Node start(NodeConfig config) {
        MemberIdentity identity = MemberIdentity.read(config);
        Parts parts = new Parts();
        try {
            return new Node(config, identity, parts);
        } catch (IOException e) {
            parts.close();
            throw new NodeException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    private Node(NodeConfig config, MemberIdentity identity, Parts parts) throws IOException {
        this.identity = identity;
        this.parts = parts;
        NodeSettings settings = new NodeSettings(config, identity);
        Files.createDirectories(config.dataDirectory());
        BearerToken token =
                new BearerToken(AccessToken.ensure(config.dataDirectory(), new SecureRandom()));
        Store store =
                parts.add(Store.open(config.dataDirectory().resolve("store"), settings.store()));
        logRecovery(store.recovery());
        Disk stateDisk = new DirectoryDisk(config.dataDirectory().resolve("states"));
        StateExchange.installFetched(store, stateDisk, identity.genesis().hash());
        int processors = Runtime.getRuntime().availableProcessors();
        ForkJoinPool workers = parts.add(workers(processors));
        ExecutorService execution = parts.add(Executors.newSingleThreadExecutor(named("ledger")));
        TransactionReader reader = new TransactionReader(workers);
        this.ledger =
                new Ledger(
                        store,
                        identity.genesis(),
                        reader,
                        new ExecutionWorkers(workers, processors - 1));
        this.pool = newPool(settings);

        ParallelBatch checks =
                ParallelBatch.on(
                        workers,
                        CHECKS_UNSPLIT,
                        System::nanoTime,
                        new BatchMetrics(System.nanoTime()));
        CoreThread core = new CoreThread(System::nanoTime, this::fail);
        LiveSurroundings surroundings = new LiveSurroundings(core::wakeAt);
        surroundings.halted().thenAccept(failed::complete);
        this.replica =
                Replica.open(
                        seat(settings.pbft(), checks),
                        store,
                        ledger,
                        settings.bundles(pool),
                        new Replica.Executors(core, execution, workers),
                        surroundings);
        ledger.onCertified(block -> {
            pool.onBlock(block);
            replica.transactionsWait();
        });
        forgetOldStates(config.ledger().stateHistoryBlocks());
        ScheduledExecutorService stateOwner =
                parts.add(Executors.newSingleThreadScheduledExecutor(named("state-exchange")));
        StateExchange states =
                states(
                        settings,
                        new StateExchange.Place(store, ledger, stateDisk),
                        surroundings,
                        stateOwner);
        replica.watch(states);
        core.start(replica::tick);
        parts.add(core);
        Intake intake = new Intake(workers, replica::check, surroundings::setOpen);
        ConcurrentMap<Address, Endpoint> announced = new ConcurrentHashMap<>();
        Neighbours neighbours =
                new Neighbours(
                        ledger,
                        identity.member(),
                        config.network().peers(),
                        MemberIdentity.readMembers(config.network().members()),
                        announced);
        Topology topology =
                new Topology(
                        overlay(config.network(), neighbours),
                        neighbours,
                        announced,
                        new Topology.Listener(
                                replica::peerUp, replica::peerDown, intake::receiveRouted));
        Links links =
                parts.add(
                        Links.start(
                                settings.links(ledger.genesisHash(), neighbours.roster()),
                                new PeerLinks(
                                        intake,
                                        states,
                                        new Intake(
                                                stateOwner, states::receive, surroundings::setOpen),
                                        topology),
                                new SecureRandom()));
        surroundings.connect(links, topology);
        topology.start(links);
        parts.add(topology);
        ledger.onCertified(block -> {
            if (neighbours.isChangedBy(block)) {
                topology.membersChanged();
            }
        });
        replica.start();

        NodeProbe probe =
                new NodeProbe(
                        ledger,
                        pool,
                        links::statistics,
                        replica::snapshot,
                        () -> progress(states.report()),
                        () -> neighbours.roster().seat(),
                        identity.member().name(),
                        ProgramVersion.number());
        NodeRpc rpc = new NodeRpc(ledger, pool, replica, probe);
        Chain chain = new Chain(ledger, pool, rpc::submit, identity.keys().accountKey());
        DocumentService documents = documents(config, store, chain);
        MemberService members = new MemberService(chain, replica::snapshot, REGISTRATION_WAIT_MAX);
        EthereumRpc ethereum =
                parts.add(
                        EthereumRpc.start(
                                ledger,
                                reader,
                                rpc,
                                settings.rpc(),
                                new EthereumRpc.Surroundings(
                                        System::nanoTime,
                                        new SecureRandom(),
                                        ProgramVersion.clientVersion())));
        Router router = new Router().exact("POST", "/", ethereum.http());
        Pipeline pipeline = new Pipeline(replica, checks.metrics());
        new RestApi(documents, members, pipeline, probe::status, topology::peers, token)
                .addTo(router);
        NodeMetrics metrics = observe(probe, store, documents, router);
        observe(topology, metrics);
        BlockStages stages = replica.stages();
        metrics.addBatcher("execution", () -> stages.execution().snapshot(System.nanoTime()));
        metrics.addBatcher("persistence", () -> stages.persistence().snapshot(System.nanoTime()));
        metrics.addBatcher(
                "certification", () -> stages.certification().snapshot(System.nanoTime()));
        scrub(config.store(), store, metrics);
        reportMemory(store);
        metrics.addBatcher("bundles", () -> replica.bundles().snapshot(System.nanoTime()));
        metrics.addBatcher("signatures", () -> checks.metrics().snapshot(System.nanoTime()));
        this.server =
                parts.add(
                        HttpServer.start(
                                settings.http(), router, Map.of("/", ethereum.webSocket())));
        metrics.add(server);
        observe(metrics, states);
        documents.start();
        LOG.log(
                System.Logger.Level.INFO,
                "node started member={0} seat={1} genesis={2} height={3} links={4} rpc={5}",
                identity.member().name(),
                neighbours.roster().seat(),
                ledger.genesisHash(),
                Long.toString(ledger.certifiedHeight()),
                Integer.toString(links.port()),
                Integer.toString(server.port()));
    }

    private static void logRecovery(Recovery recovery) {
        LOG.log(
                System.Logger.Level.INFO,
                "store opened tables={0} log.segments={1} log.bytes={2} commits={3} millis={4}",
                Integer.toString(recovery.tables()),
                Integer.toString(recovery.logSegments()),
                Long.toString(recovery.logBytes()),
                Long.toString(recovery.commits()),
                Long.toString(recovery.duration().toMillis()));
    }

    private void forgetOldStates(long historyBlocks) {
        if (historyBlocks != 0) {
            ExecutorService thread = parts.add(Executors.newSingleThreadExecutor(named("states")));
            StatePruning pruning =
                    parts.add(new StatePruning(ledger, historyBlocks, thread, System::nanoTime));
            ledger.onCertified(_ -> pruning.onCertified());
        }
    }

    /// The store takes less while the heap is nearly full.
    private void reportMemory(Store store) {
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(named("memory"));
        parts.add(timer::shutdownNow);
        timer.scheduleWithFixedDelay(
                () -> store.reportMemory(MemoryPressure.ofHeap()),
                MEMORY_REPORT_SECONDS,
                MEMORY_REPORT_SECONDS,
                TimeUnit.SECONDS);
    }

    private void scrub(NodeConfig.Storage wished, Store store, NodeMetrics metrics) {
        StoreScrub scrub = new StoreScrub(store, wished.scrubBytesPerSecondMax());
        if (wished.scrubIntervalMillis() > 0) {
            ScheduledExecutorService timer =
                    Executors.newSingleThreadScheduledExecutor(named("scrub"));
            // Not waited for: what is under way ends when the store closes.
            parts.add(timer::shutdownNow);
            scrub.schedule(timer, Duration.ofMillis(wished.scrubIntervalMillis()));
        }
        metrics.count("store.scrubs", Tags.empty(), "Times that all tables were read", scrub::runs);
        metrics.count("store.scrubbed.bytes", Tags.empty(), "Bytes read for it", scrub::bytes);
        metrics.gauge(
                "store.damages",
                Tags.empty(),
                "Damaged tables that the last scrub found",
                scrub::damagesFound);
    }

    private StateExchange states(
            NodeSettings settings,
            StateExchange.Place place,
            LiveSurroundings surroundings,
            ScheduledExecutorService owner) {
        ExecutorService background =
                parts.add(Executors.newSingleThreadExecutor(named("state-files")));
        StateExchange states =
                parts.add(
                        new StateExchange(
                                settings.states(),
                                place,
                                proof -> proof.verify(identity.genesis()),
                                settings.pbft().retentionMillis(),
                                new StateExchange.Surroundings(
                                        owner,
                                        background,
                                        System::nanoTime,
                                        surroundings::sendBulk,
                                        restart::complete)));
        ScheduledFuture<?> ticks =
                owner.scheduleAtFixedRate(
                        states::tick, STATE_TICK_MILLIS, STATE_TICK_MILLIS, TimeUnit.MILLISECONDS);
        parts.add(() -> ticks.cancel(false));
        return states;
    }

    private Overlay overlay(NodeConfig.Network network, Neighbours neighbours) {
        Member own = identity.member();
        Endpoint endpoint =
                network.announced().orElseGet(() -> new Endpoint(own.host(), own.port()));
        return new Overlay(
                ledger.genesisHash(),
                new Overlay.Self(
                        own.validator(),
                        identity.keys().signingKey()::sign,
                        endpoint.host(),
                        endpoint.port()),
                Set.copyOf(neighbours.roster().signers().values()),
                new SecureRandom());
    }

    private static void observe(Topology topology, NodeMetrics metrics) {
        metrics.gauge(
                "peers.announced",
                Tags.empty(),
                "Peers that said last that they run",
                topology::peersAnnounced);
        metrics.gauge(
                "peers.routed",
                Tags.empty(),
                "Peers that are reached over another, since the link to them is broken",
                () -> topology.reached().size());
        metrics.count(
                "topology.parcels.sent",
                Tags.empty(),
                "Frames sent to a peer over another",
                topology::routed);
        metrics.count(
                "topology.parcels.relayed",
                Tags.empty(),
                "Frames passed on from one peer to another",
                () -> topology.counts().relayed());
        metrics.count(
                "topology.frames.malformed",
                Tags.empty(),
                "Frames about the topology that were none, or held something forged",
                () -> topology.counts().malformed());
        metrics.count(
                "topology.frames.refused",
                Tags.empty(),
                "Frames about the topology of peers that sent too many",
                () -> topology.counts().refused());
    }

    private NodeMetrics observe(
            NodeProbe probe, Store store, DocumentService documents, Router router) {
        BlockProgress progress = new BlockProgress(System::nanoTime);
        ledger.onCertified(progress::onCertified);
        NodeMetrics metrics = parts.add(new NodeMetrics(probe, progress, store));
        metrics.add(documents);
        metrics.count(
                "frames.rejected",
                Tags.empty(),
                "Frames of peers that were no valid messages",
                () -> replica.counts().rejectedFrames());
        metrics.count(
                "frames.needless",
                Tags.empty(),
                "Votes of peers for what was settled already",
                () -> replica.counts().needlessFrames());
        metrics.addTo(router);
        Duration gapMax =
                Duration.ofMillis(
                        IDLE_BLOCKS_MISSED_MAX * identity.genesis().agreement().emptyBlockMillis());
        new Health(probe, progress, failed, gapMax).addTo(router);
        return metrics;
    }

    private static void observe(NodeMetrics metrics, StateExchange states) {
        metrics.count(
                "states.given",
                Tags.empty(),
                "States written for members that lag",
                () -> states.report().given());
        metrics.count(
                "states.fetched",
                Tags.empty(),
                "States fetched from other members and found right",
                () -> states.report().fetched());
        metrics.count(
                "states.failed",
                Tags.empty(),
                "Tries to fetch a state that failed",
                () -> states.report().failed());
        metrics.count(
                "states.bytes.sent",
                Tags.empty(),
                "Bytes of states sent to other members",
                () -> states.report().bytesSent());
        metrics.gauge(
                "states.bytes.missing",
                Tags.empty(),
                "Bytes still to come of a state on its way here",
                () -> states.report().bytes() - states.report().bytesDone());
    }

    private static StateProgress progress(StateExchange.Report report) {
        return new StateProgress(
                report.phase().name().toLowerCase(Locale.ROOT), report.bytes(), report.bytesDone());
    }

    private DocumentService documents(NodeConfig config, Store store, Chain chain) {
        int processors = Runtime.getRuntime().availableProcessors();
        DocumentLibrary library =
                parts.add(
                        DocumentLibrary.open(
                                store,
                                config.dataDirectory().resolve("index"),
                                new SecureRandom()));
        ExecutorService waiting = parts.add(Executors.newVirtualThreadPerTaskExecutor());
        ExecutorService io =
                parts.add(Executors.newFixedThreadPool(2 * processors, named("document-io")));
        ExecutorService cpu =
                parts.add(Executors.newFixedThreadPool(processors, named("document-cpu")));
        ExecutorService following =
                parts.add(Executors.newSingleThreadExecutor(named("documents")));
        Ingestion ingestion =
                new Ingestion(
                        library,
                        new DocumentReader(ReadingLimits.defaults(), System::nanoTime),
                        new IngestionWorkers(waiting, io, cpu),
                        Ingestion.Grouping.defaults(),
                        System::nanoTime);
        DocumentService documents =
                new DocumentService(
                        chain, store, library, ingestion, following, REGISTRATION_WAIT_MAX);
        ledger.onCertified(_ -> documents.onCertified());
        return documents;
    }

    private TransactionPool newPool(NodeSettings settings) {
        return new TransactionPool(
                settings.pool(),
                new AdmissionRules(
                        identity.genesis().chainId(),
                        identity.genesis().gasLimit(),
                        identity.genesis().header().baseFeePerGas()),
                address ->
                        ledger.state(ledger.certifiedHeight())
                                .flatMap(state -> state.account(address))
                                .orElse(Account.EMPTY));
    }

    private Replica.Seat seat(PbftConfig pbft, ParallelBatch checks) {
        return new Replica.Seat(
                identity.member().validator(),
                pbft,
                identity.keys().signingKey()::sign,
                (digest, signature) -> signature.signer(digest),
                checks);
    }

    /// Runs what is given to it in that order, and lets threads without work steal halves of batches.
    private static ForkJoinPool workers(int processors) {
        AtomicInteger count = new AtomicInteger();
        return new ForkJoinPool(
                processors,
                pool -> {
                    ForkJoinWorkerThread thread =
                            ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
                    thread.setName("worker-" + count.getAndIncrement());
                    return thread;
                },
                (thread, e) -> LOG.log(System.Logger.Level.ERROR, thread.getName(), e),
                true);
    }

    private static ThreadFactory named(String name) {
        return Thread.ofPlatform().name(name + "-", 0).factory();
    }

    private void fail(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "the node stops", failure);
        failed.complete(String.valueOf(failure.getMessage()));
    }

    /// Where clients reach this node: JSON-RPC, REST, metrics.
    public int rpcPort() {
        return server.port();
    }

    public Ledger ledger() {
        return ledger;
    }

    /// Where the agreement stands, as this member sees it.
    public CompletableFuture<Snapshot> agreement() {
        return replica.snapshot();
    }

    /// Completes with the reason when the node can't go on by itself; the caller should close it then.
    public CompletableFuture<String> failed() {
        return failed;
    }

    /// Completes with the reason when the caller should close the node and start it again: it goes on from
    /// another state then.
    public CompletableFuture<String> restart() {
        return restart;
    }

    /// Stops every part, the last one started first. What was durable stays.
    @Override
    public void close() {
        parts.close();
    }
}
