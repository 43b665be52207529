package io.chirograph.benchmarks.consensus;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.batch.BatchPolicy;
import io.chirograph.batch.Batcher;
import io.chirograph.batch.ParallelBatch;
import io.chirograph.consensus.Request;
import io.chirograph.consensus.pbft.DecidedBatch;
import io.chirograph.consensus.pbft.Effect;
import io.chirograph.consensus.pbft.Event;
import io.chirograph.consensus.pbft.LogRecord;
import io.chirograph.consensus.pbft.Membership;
import io.chirograph.consensus.pbft.Message;
import io.chirograph.consensus.pbft.MessageCodec;
import io.chirograph.consensus.pbft.MessageVerifier;
import io.chirograph.consensus.pbft.Now;
import io.chirograph.consensus.pbft.PbftConfig;
import io.chirograph.consensus.pbft.PbftReplica;
import io.chirograph.consensus.pbft.Recovery;
import io.chirograph.consensus.pbft.Settled;
import io.chirograph.consensus.pbft.Verification;
import io.chirograph.consensus.pbft.VerifiedMessage;
import io.chirograph.crypto.SigningKey;
import io.chirograph.network.Lane;
import io.chirograph.network.LinkHandler;
import io.chirograph.network.Links;
import io.chirograph.node.CoreThread;
import io.chirograph.node.Outbox;
import io.chirograph.proof.Certificate;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// A member as a node has it, agreement, links and vote log, but ordering opaque requests of clients instead
/// of executing transactions. One thread checks, steps and executes: the machine's cores have the other
/// members to serve.
final class OrderingReplica implements LinkHandler {
    /// Frames of the links that are no message of the agreement: replies' MACs for another member's
    /// clients. Messages are RLP lists and begin higher.
    private static final byte REPLIES = 1;

    private static final int BUNDLES_ON_THE_WAY_MAX = 2;
    private static final int BUNDLE_COUNT_MAX = 4_096;
    private static final int WAITING_MAX = 65_536;
    private static final long WAITING_BYTES_MAX = 256L << 20;
    private static final int ARCHIVED_HEIGHTS = 256;
    private static final int SNAPSHOT_INTERVAL = 64;
    private static final int ANSWERS_KEPT = 1_024;

    /// Replies of one block to this member's clients, until another member confirms them.
    private record Answer(List<OrderedLog.Session> sessions, List<byte[]> frames) {}

    private final Membership members;
    private final SigningKey key;
    private final PbftConfig config;
    private final PbftReplica pbft;
    private final MessageVerifier verifier;
    private final Settled settled;
    private final OrderedLog log;
    private final Optional<ReplicaStore> store;
    private final CoreThread core;
    private final Outbox outbox;
    private final Clients clients;
    private final long wallOffsetMillis;
    private final StageTimes times = new StageTimes();

    private final ConcurrentLinkedQueue<Bundle.Entry> arrived = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean signalled = new AtomicBoolean();
    private volatile Optional<Links> links = Optional.empty();

    // Owned by the core.
    private final Batcher<Bundle.Entry> bundler;
    private final Map<Hash32, List<Bundle.Entry>> bundlesOnTheWay = new HashMap<>();
    private final Set<Bundle.Name> waitingEntries = new HashSet<>();
    private final TreeMap<Long, DecidedBatch> archive = new TreeMap<>();
    private final TreeMap<Long, Certificate> certificates = new TreeMap<>();
    private final Map<Long, Answer> answers = new TreeMap<>();
    private final TreeMap<Long, Map<Integer, Bytes>> early = new TreeMap<>();

    /// The height up to which this member has replied to its clients, or had none to reply to. It follows the log
    /// once that is durable; others may be sooner.
    private long replied;

    private long requestNumber;
    private int primary;

    /// Sends frames to clients by session; thread-safe.
    interface Clients {
        void send(List<OrderedLog.Session> sessions, List<byte[]> frames);
    }

    OrderingReplica(
            ClusterKeys keys,
            int self,
            OrderedLog log,
            Optional<ReplicaStore> store,
            CoreThread core,
            Clients clients,
            ParallelBatch checks,
            long wallOffsetMillis) {
        this.members = keys.membership(self);
        this.key = keys.members().get(self).signing();
        this.config = config();
        this.log = log;
        this.store = store;
        this.core = core;
        this.clients = clients;
        this.wallOffsetMillis = wallOffsetMillis;
        this.outbox = new Outbox(core, OrderingReplica::fail);
        Recovery recovery = store.map(ReplicaStore::recovery).orElseGet(Recovery::fresh);
        long certified = recovery.certified().height();
        this.settled = new Settled(config, certified - certified % config.checkpointInterval());
        store.flatMap(ReplicaStore::state).ifPresent(log::restore);
        store.ifPresent(kept ->
                kept.blocksAbove(log.height())
                        .forEach(block -> log.execute(block.height(), block.batch().requests())));
        this.pbft = new PbftReplica(config, members, key::sign, recovery, now());
        this.verifier =
                new MessageVerifier(
                        config,
                        members,
                        (digest, signature) -> signature.signer(digest),
                        checks,
                        settled);
        this.bundler =
                new Batcher<>(
                        new BatchPolicy.SizeOrAge<>(
                                BUNDLE_COUNT_MAX, config.requestBytesMax() - 1_024L, 0),
                        Bundle.Entry::sizeBytes,
                        WAITING_MAX,
                        WAITING_BYTES_MAX);
        this.replied = log.height();
        this.requestNumber = now().wallMillis() << 20;
    }

    /// As a node has it, but that blocks follow one another at once, and that requests are forgotten after a
    /// minute: more of them than an hour's are ordered here in that time.
    static PbftConfig config() {
        return new PbftConfig(
                128,
                32,
                0,
                0,
                5_000,
                4_096,
                4 << 20,
                1 << 20,
                65_536,
                256L << 20,
                60_000,
                10_000,
                10_000,
                500,
                8_000,
                2_500,
                100,
                200,
                16 << 20);
    }

    /// Nothing that a member knows can be trusted any more.
    static void fail(Throwable failure) {
        System.getLogger(OrderingReplica.class.getName())
                .log(System.Logger.Level.ERROR, "the replica stops", failure);
        Runtime.getRuntime().halt(1);
    }

    private Now now() {
        return new Now(System.nanoTime(), System.currentTimeMillis() + wallOffsetMillis);
    }

    /// @param connected what frames travel by from now on
    void start(Links connected) {
        links = Optional.of(connected);
        core.execute(() -> perform(pbft.step(new Event.Started(now()))));
    }

    void tick() {
        perform(pbft.step(new Event.Tick(now())));
    }

    // From clients

    /// Takes in a client's request, whose MAC was checked. Thread-safe.
    void submit(Bundle.Entry entry) {
        arrived.add(entry);
        if (signalled.compareAndSet(false, true)) {
            core.execute(this::gather);
        }
    }

    private void gather() {
        signalled.set(false);
        long start = System.nanoTime();
        List<OrderedLog.Session> done = new ArrayList<>();
        for (Bundle.Entry entry = arrived.poll(); entry != null; entry = arrived.poll()) {
            Optional<OrderedLog.Session> session = log.session(entry.session());
            if (session.isPresent() && session.get().number() >= entry.number()) {
                if (session.get().number() == entry.number()) {
                    done.add(session.get());
                }
            } else if (waitingEntries.add(entry.name())) {
                bundler.offer(entry, start);
            }
        }
        if (!done.isEmpty()) {
            clients.send(done, done.stream().map(this::replyOf).toList());
        }
        bundle();
        times.add(StageTimes.Stage.BUNDLE, System.nanoTime() - start);
    }

    private void bundle() {
        long nanos = System.nanoTime();
        while (bundlesOnTheWay.size() < BUNDLES_ON_THE_WAY_MAX && bundler.isDue(nanos)) {
            Now now = now();
            List<Bundle.Entry> entries = bundler.take(nanos);
            Request request =
                    Request.sign(
                            members.genesisHash(),
                            key,
                            requestNumber++,
                            now.wallMillis(),
                            Bundle.encode(entries));
            bundlesOnTheWay.put(request.hash(), entries);
            perform(pbft.step(new Event.Submitted(now, request)));
        }
    }

    // From members

    @Override
    public void connected(int peer, Lane lane) {
        if (lane == Lane.VOTES) {
            core.execute(() -> perform(pbft.step(new Event.PeerUp(now(), peer))));
        }
    }

    @Override
    public void disconnected(int peer, Lane lane, String reason) {
        if (lane == Lane.VOTES) {
            core.execute(() -> perform(pbft.step(new Event.PeerDown(now(), peer))));
        }
    }

    @Override
    public void received(int peer, Lane lane, Bytes frame) {
        core.execute(() -> receive(peer, frame));
    }

    private void receive(int peer, Bytes frame) {
        if (!frame.isEmpty() && frame.get(0) == REPLIES) {
            confirm(peer, frame);
            return;
        }
        long start = System.nanoTime();
        Verification verification = verifier.verify(peer, frame);
        times.add(StageTimes.Stage.VERIFY, System.nanoTime() - start);
        switch (verification) {
            case VerifiedMessage message -> perform(pbft.step(new Event.Received(now(), message)));
            case Verification.Needless _ -> {}
            case Verification.Rejected rejected ->
                    perform(pbft.step(new Event.Refused(now(), rejected)));
        }
    }

    /// Another member's MACs for this member's clients, in the order of the entries in the block.
    private void confirm(int peer, Bytes frame) {
        long height = frame.asByteBuffer().position(1).getLong();
        Answer answer = answers.remove(height);
        if (answer == null) {
            if (height > replied) {
                early.computeIfAbsent(height, _ -> new HashMap<>()).put(peer, frame);
            }
            return;
        }
        answer(answer, peer, frame);
    }

    private void answer(Answer answer, int peer, Bytes frame) {
        int at = 1 + Long.BYTES;
        List<byte[]> frames = new ArrayList<>(answer.frames().size());
        for (byte[] own : answer.frames()) {
            frames.add(ReplyFrame.confirmed(own, peer, frame.slice(at, at + SessionMac.BYTES)));
            at += SessionMac.BYTES;
        }
        clients.send(answer.sessions(), frames);
    }

    // Effects

    private void perform(List<Effect> effects) {
        List<LogRecord> records = new ArrayList<>();
        for (Effect effect : effects) {
            settled.follow(effect);
            if (effect instanceof Effect.Persist(var record)) {
                records.add(record);
            }
        }
        if (store.isPresent() && !records.isEmpty()) {
            long start = System.nanoTime();
            outbox.after(store.get().keep(records));
            times.add(StageTimes.Stage.LOG, System.nanoTime() - start);
        }
        effects.forEach(this::perform);
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Persist _ -> {}
            case Effect.PruneLog(long height) -> store.ifPresent(kept -> kept.prune(height));
            case Effect.Send(int peer, var message) ->
                    outbox.send(() ->
                            links.ifPresent(
                                    each -> each.send(peer, laneOf(message), encode(message))));
            case Effect.Broadcast(var message) ->
                    outbox.send(() ->
                            links.ifPresent(
                                    each -> each.broadcast(laneOf(message), encode(message))));
            case Effect.Deliver deliver -> execute(deliver);
            case Effect.Certified(var certificate) -> certified(certificate);
            case Effect.Diverged diverged -> fail(new IllegalStateException(diverged.toString()));
            case Effect.Evidence evidence ->
                    fail(new IllegalStateException("a member cheats: " + evidence));
            case Effect.Serve serve -> serve(serve);
            case Effect.RequestRefused(Hash32 hash, _) -> isDone(hash);
            case Effect.ProposalRefused _ -> {}
            case Effect.SetEntered _ -> {}
            case Effect.ViewEntered(_, int index) -> primary = index;
            case Effect.WakeAt(long nanos) -> core.wakeAt(nanos);
        }
    }

    private Bytes encode(Message message) {
        long start = System.nanoTime();
        Bytes encoded = MessageCodec.encode(message);
        times.add(StageTimes.Stage.ENCODE, System.nanoTime() - start);
        return encoded;
    }

    private static Lane laneOf(Message message) {
        return switch (message) {
            case Message.Blocks _, Message.BatchCopy _ -> Lane.SYNC;
            default -> Lane.VOTES;
        };
    }

    private void execute(Effect.Deliver deliver) {
        long start = System.nanoTime();
        long height = deliver.height();
        Hash32 block = log.execute(height, deliver.requests());
        archive.put(height, deliver.decided());
        if (archive.size() > ARCHIVED_HEIGHTS) {
            archive.pollFirstEntry();
        }
        CompletableFuture<?> durable = CompletableFuture.completedFuture(null);
        if (store.isPresent()) {
            Optional<Bytes> snapshot =
                    height % SNAPSHOT_INTERVAL == 0
                            ? Optional.of(log.snapshot())
                            : Optional.empty();
            durable = store.get().keepBlock(deliver, block, snapshot);
        }
        durable.whenComplete((_, failure) -> {
            if (failure != null) {
                fail(failure);
            }
            core.execute(() -> perform(pbft.step(new Event.Executed(now(), height, block))));
        });
        times.add(StageTimes.Stage.EXECUTE, System.nanoTime() - start);
        reply(deliver);
        bundle();
    }

    private void reply(Effect.Deliver deliver) {
        long start = System.nanoTime();
        long height = deliver.height();
        Map<Integer, List<OrderedLog.Session>> byMember = new TreeMap<>();
        for (Request request : deliver.requests()) {
            int home = members.validators().indexOf(request.client()).orElseThrow();
            List<OrderedLog.Session> sessions =
                    byMember.computeIfAbsent(home, _ -> new ArrayList<>());
            isDone(request.hash());
            for (Bundle.Entry entry : Bundle.decode(request.payload())) {
                log.session(entry.session()).ifPresent(sessions::add);
            }
        }
        byMember.forEach((home, sessions) -> {
            if (home != members.self()) {
                Bytes macs = macsOf(height, sessions);
                outbox.send(() -> links.ifPresent(each -> each.send(home, Lane.VOTES, macs)));
            }
        });
        List<byte[]> own =
                byMember.getOrDefault(members.self(), List.of()).stream()
                        .map(this::replyOf)
                        .toList();
        outbox.send(() ->
                answerOwn(
                        height, new Answer(byMember.getOrDefault(members.self(), List.of()), own)));
        times.add(StageTimes.Stage.REPLY, System.nanoTime() - start);
    }

    /// A bundle of this member is executed, or will never be; clients may ask for what is in it again.
    private void isDone(Hash32 bundle) {
        bundlesOnTheWay
                .getOrDefault(bundle, List.of())
                .forEach(entry -> waitingEntries.remove(entry.name()));
        bundlesOnTheWay.remove(bundle);
    }

    private Bytes macsOf(long height, List<OrderedLog.Session> sessions) {
        ByteBuffer frame = ByteBuffer.allocate(1 + Long.BYTES + sessions.size() * SessionMac.BYTES);
        frame.put(REPLIES).putLong(height);
        sessions.forEach(session -> frame.put(session.replyMac()));
        return Bytes.owning(frame.array());
    }

    private void answerOwn(long height, Answer answer) {
        replied = height;
        Map<Integer, Bytes> confirmations = early.remove(height);
        early.headMap(height).clear();
        if (answer.sessions().isEmpty()) {
            return;
        }
        if (confirmations != null) {
            Map.Entry<Integer, Bytes> first = confirmations.entrySet().iterator().next();
            answer(answer, first.getKey(), first.getValue());
            return;
        }
        answers.put(height, answer);
        answers.keySet().removeIf(each -> each < height - ANSWERS_KEPT);
    }

    private byte[] replyOf(OrderedLog.Session session) {
        return ReplyFrame.own(session, members.self(), primary);
    }

    private void certified(Certificate certificate) {
        certificates.put(certificate.height(), certificate);
        if (certificates.size() > ARCHIVED_HEIGHTS) {
            certificates.pollFirstEntry();
        }
        boolean isCheckpoint = certificate.height() % config.checkpointInterval() == 0;
        store.ifPresent(kept -> kept.keep(certificate, isCheckpoint));
    }

    private void serve(Effect.Serve serve) {
        List<DecidedBatch> batches = new ArrayList<>();
        List<Certificate> known = new ArrayList<>();
        long bytes = 0;
        for (long height = serve.from(); height < serve.from() + serve.count(); height++) {
            long at = height;
            Optional<DecidedBatch> decided =
                    Optional.ofNullable(archive.get(at))
                            .or(() -> store.flatMap(kept -> kept.archived(at)));
            if (decided.isEmpty() || (bytes > 0 && bytes >= serve.bytesMax())) {
                break;
            }
            if (height >= serve.batchesFrom()) {
                batches.add(decided.get());
                bytes += decided.get().batch().sizeBytes();
            }
            Optional.ofNullable(certificates.get(at))
                    .or(() -> store.flatMap(kept -> kept.certificate(at)))
                    .ifPresent(known::add);
        }
        if (!batches.isEmpty() || !known.isEmpty()) {
            Message blocks = new Message.Blocks(batches, known);
            links.ifPresent(each -> each.send(serve.peer(), Lane.SYNC, encode(blocks)));
        }
    }

    // Seen from outside

    /// What the parent process may ask for; answered by the core.
    CompletableFuture<Report> report() {
        return CompletableFuture.supplyAsync(
                () -> {
                    var snapshot = pbft.snapshot();
                    return new Report(
                            snapshot.view(),
                            snapshot.certified(),
                            log.payloads(),
                            log.count(),
                            log.trail(),
                            log.badSignatures(),
                            store.map(kept -> kept.statistics().groups()).orElse(0L),
                            snapshot.counters().batchesDelivered(),
                            snapshot.counters().viewChanges(),
                            times.nanos(),
                            snapshot.proposals(),
                            log.numbers());
                },
                core);
    }

    /// @param stageNanos time of the core by stage
    record Report(
            long view,
            long certified,
            long payloads,
            long count,
            long trail,
            long badSignatures,
            long syncs,
            long batches,
            long viewChanges,
            Map<StageTimes.Stage, Long> stageNanos,
            BatchMetrics.Snapshot proposals,
            Map<Long, Long> numbers) {}
}
