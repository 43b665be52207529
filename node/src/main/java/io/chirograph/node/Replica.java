package io.chirograph.node;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.batch.ParallelBatch;
import io.chirograph.consensus.Batch;
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
import io.chirograph.consensus.pbft.Refusal;
import io.chirograph.consensus.pbft.SetChange;
import io.chirograph.consensus.pbft.Settled;
import io.chirograph.consensus.pbft.Signer;
import io.chirograph.consensus.pbft.SignerRecovery;
import io.chirograph.consensus.pbft.Snapshot;
import io.chirograph.consensus.pbft.Succession;
import io.chirograph.consensus.pbft.Verification;
import io.chirograph.consensus.pbft.VerifiedMessage;
import io.chirograph.ledger.Attachment;
import io.chirograph.ledger.Execution;
import io.chirograph.ledger.Ledger;
import io.chirograph.ledger.ValidatorHandover;
import io.chirograph.network.Lane;
import io.chirograph.node.config.NodeConfig;
import io.chirograph.proof.Certificate;
import io.chirograph.store.Store;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// One member's share in the ledger: the agreement, the execution of what was agreed, and their place on
/// disk, wired together. It has no thread, clock or socket of its own, so that the simulator runs the same
/// code on one thread.
///
/// Three executors do the work, each at its own batch: `core` steps the agreement and owns its state,
/// `execution` owns the ledger, `workers` check signatures and read the archive. What arrives from peers is
/// checked before it reaches the core. Thread-safe.
public final class Replica {
    private static final System.Logger LOG = System.getLogger(Replica.class.getName());

    /// Who runs what. `core` and `execution` each run one task after the other, in the order given.
    public record Executors(Executor core, Executor execution, Executor workers) {}

    /// By whom and how a member agrees.
    ///
    /// @param own the address of its signing key
    /// @param signer signs votes and requests with that key
    /// @param recovery tells whose signature it is
    /// @param checks works on checks of a message that do not depend on one another
    public record Seat(
            Address own,
            PbftConfig config,
            Signer signer,
            SignerRecovery recovery,
            ParallelBatch checks) {}

    /// Counters of what the agreement itself does not count.
    ///
    /// @param rejectedFrames frames of peers that were no valid messages
    /// @param needlessFrames frames of peers that told nothing new, and were not checked
    public record Counts(long rejectedFrames, long needlessFrames, long evidence) {}

    /// @param settled the verifier's, told of what the agreement does
    /// @param succession the verifier's, told of what blocks decide about who agrees
    private record Agreement(
            PbftReplica pbft, MessageVerifier verifier, Settled settled, Succession succession) {}

    private record Kept(OrderedTable ordered, VoteTable votes, EvidenceTable evidence) {}

    private final Agreement agreement;
    private final Seat seat;
    private final Ledger ledger;
    private final OrderedTable ordered;
    private final VoteTable votes;
    private final EvidenceTable evidence;
    private final Bundling bundling;
    private final BlockStages stages;
    private final Executors executors;
    private final Surroundings surroundings;
    private final Outbox outbox;
    private final OncePerReason rejections = new OncePerReason();
    private final LongAdder rejectedFrames = new LongAdder();
    private final LongAdder needlessFrames = new LongAdder();
    private final LongAdder evidenceCount = new LongAdder();

    private final AtomicBoolean poolSignalled = new AtomicBoolean();
    private volatile StateWatch states = StateWatch.NONE;

    // Owned by the core.
    private long requestNumber;
    private OptionalLong agreementWakeNanos = OptionalLong.empty();
    private boolean hasVote;
    private boolean halted;

    /// Goes on where the replica that kept its votes in `store` stopped.
    ///
    /// @param ledger of the same store
    /// @param bundles what one request of this member holds at most
    public static Replica open(
            Seat seat,
            Store store,
            Ledger ledger,
            Bundles bundles,
            Executors executors,
            Surroundings surroundings) {
        PbftConfig config = seat.config();
        VoteTable votes = new VoteTable(store);
        OrderedTable ordered = new OrderedTable(store, config.retentionMillis());
        Recovery recovery =
                new LedgerRecovery(ledger).read(votes.load(), ordered, config.retentionMillis());
        List<Membership> sets = sets(ledger, seat.own());
        Membership members = sets.getLast();
        long executed = ledger.head().height();
        Succession succession = new Succession(config, sets, executed);
        recovery.changes().forEach(each -> succession.executed(executed, Optional.of(each)));
        long certified = ledger.certifiedHeight();
        Settled settled = new Settled(config, certified - certified % config.checkpointInterval());
        Now start = surroundings.now();
        return new Replica(
                new Agreement(
                        new PbftReplica(config, members, seat.signer(), recovery, start),
                        new MessageVerifier(
                                config, succession, seat.recovery(), seat.checks(), settled),
                        settled,
                        succession),
                members.hasVote(),
                seat,
                ledger,
                new Kept(ordered, votes, new EvidenceTable(store)),
                new Bundling(bundles, start.nanos()),
                executors,
                surroundings);
    }

    /// Who agrees behind the certified block, and those before them.
    private static List<Membership> sets(Ledger ledger, Address own) {
        ValidatorHandover now = ledger.validatorsBehind(ledger.certifiedHeight());
        List<ValidatorHandover> handovers =
                now.height() == 0
                        ? List.of(now)
                        : List.of(ledger.validatorsBehind(now.height() - 1), now);
        return handovers.stream()
                .map(each -> Membership.of(ledger.genesisHash(), each.next(), each.height(), own))
                .toList();
    }

    private Replica(
            Agreement agreement,
            boolean hasVote,
            Seat seat,
            Ledger ledger,
            Kept kept,
            Bundling bundling,
            Executors executors,
            Surroundings surroundings) {
        this.agreement = agreement;
        this.hasVote = hasVote;
        this.seat = seat;
        this.ledger = ledger;
        this.ordered = kept.ordered();
        this.votes = kept.votes();
        this.evidence = kept.evidence();
        this.bundling = bundling;
        this.stages = new BlockStages(surroundings.now().nanos());
        this.executors = executors;
        this.surroundings = surroundings;
        this.outbox = new Outbox(executors.core(), this::halt);
        // Numbers only have to differ; the clock keeps those of different lives apart.
        this.requestNumber = surroundings.now().wallMillis() << 20;
    }

    /// From now on `watch` is told what concerns whole states.
    public void watch(StateWatch watch) {
        states = watch;
    }

    public void start() {
        step(Event.Started::new);
    }

    /// The wished time has come, or may have.
    public void tick() {
        onCore(() -> {
            bundle();
            perform(agreement.pbft().step(new Event.Tick(surroundings.now())));
        });
    }

    /// The pool may have transactions that nobody has bundled.
    public void transactionsWait() {
        if (poolSignalled.compareAndSet(false, true)) {
            onCore(() -> {
                poolSignalled.set(false);
                bundling.wish(surroundings.now().nanos());
                wishTick();
            });
        }
    }

    private void bundle() {
        if (!hasVote) {
            return; // its transactions wait until it is a member
        }
        Now now = surroundings.now();
        Bundling.Bundled bundled = bundling.take(now.nanos());
        if (!bundled.transactions().isEmpty()) {
            Request request =
                    Request.sign(
                            ledger.genesisHash(),
                            seat.own(),
                            seat.signer()::sign,
                            requestNumber++,
                            now.wallMillis(),
                            bundled.payload());
            bundling.sent(request.hash(), bundled, now.nanos());
            perform(agreement.pbft().step(new Event.Submitted(now, request)));
        }
        wishTick();
    }

    private void wishTick() {
        OptionalLong bundleNanos = hasVote ? bundling.dueNanos() : OptionalLong.empty();
        if (agreementWakeNanos.isEmpty()) {
            bundleNanos.ifPresent(surroundings::wakeAt);
            return;
        }
        long agreementNanos = agreementWakeNanos.getAsLong();
        boolean bundleFirst =
                bundleNanos.isPresent() && bundleNanos.getAsLong() - agreementNanos < 0;
        surroundings.wakeAt(bundleFirst ? bundleNanos.getAsLong() : agreementNanos);
    }

    public void peerUp(int peer) {
        step(now -> new Event.PeerUp(now, peer));
    }

    public void peerDown(int peer) {
        step(now -> new Event.PeerDown(now, peer));
    }

    /// Checks a peer's frame, here and now, and hands it on when it is a valid message.
    public void check(int peer, Bytes frame) {
        switch (agreement.verifier().verify(peer, frame)) {
            case VerifiedMessage message -> {
                if (message.message() instanceof Message.Status status) {
                    states.heard(peer, status.certified());
                }
                step(now -> new Event.Received(now, message));
            }
            case Verification.Needless _ -> needlessFrames.increment();
            case Verification.Rejected rejected -> reject(rejected);
        }
    }

    private void reject(Verification.Rejected rejected) {
        rejectedFrames.increment();
        if (rejections.isFirst(rejected.from() + " " + rejected.reason())) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "message refused peer={0} reason={1} detail={2}; further ones are only counted",
                    rejected.from(),
                    rejected.reason(),
                    rejected.detail());
        }
    }

    /// Where the agreement stands.
    public CompletableFuture<Snapshot> snapshot() {
        return CompletableFuture.supplyAsync(agreement.pbft()::snapshot, executors.core());
    }

    /// What the bundling of this member's transactions into requests does.
    public BatchMetrics bundles() {
        return bundling.metrics();
    }

    /// The rules by which they are gathered now.
    public CompletableFuture<NodeConfig.Bundling> bundlingRules() {
        return CompletableFuture.supplyAsync(bundling::rules, executors.core());
    }

    /// @return completes when `rules` hold
    public CompletableFuture<?> changeBundling(NodeConfig.Bundling rules) {
        return CompletableFuture.runAsync(
                () -> {
                    bundling.change(rules, surroundings.now().nanos());
                    wishTick();
                },
                executors.core());
    }

    /// What becomes of batches once they are decided.
    public BlockStages stages() {
        return stages;
    }

    public Counts counts() {
        return new Counts(rejectedFrames.sum(), needlessFrames.sum(), evidenceCount.sum());
    }

    /// Makes an event of the time at which the core comes to it.
    private interface Arrival {
        Event at(Now now);
    }

    private void step(Arrival arrival) {
        onCore(() -> perform(agreement.pbft().step(arrival.at(surroundings.now()))));
    }

    private void onCore(Runnable task) {
        Runnable unlessHalted =
                () -> {
                    if (!halted) {
                        task.run();
                    }
                };
        try {
            executors.core().execute(unlessHalted);
        } catch (RejectedExecutionException e) {
            // The core ends before those that tell it what became of its blocks; nobody needs to
            // know any more.
            LOG.log(System.Logger.Level.DEBUG, "not heard any more: {0}", e.getMessage());
        }
    }

    /// Writes first, then lets go what rests on it.
    private void perform(List<Effect> effects) {
        List<LogRecord> records = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect instanceof Effect.Persist(var record)) {
                records.add(record);
            }
        }
        if (!records.isEmpty()) {
            outbox.after(votes.keep(records));
        }
        effects.forEach(agreement.settled()::follow);
        effects.forEach(this::perform);
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Persist _ -> {} // done, all at once
            case Effect.PruneLog(long height) ->
                    // Behind the certificate that replaces the votes, in the same log: a crash that
                    // loses the certificate keeps the votes.
                    executors.execution().execute(guarded(() -> votes.prune(height)));
            // Blocks fetched one by one would only be thrown away with the state they change.
            case Effect.Send(_, Message.FetchBlocks _) when states.isFetching() -> {}
            case Effect.Send(int peer, var message) -> send(peer, message);
            case Effect.Broadcast(var message) -> broadcast(message);
            case Effect.Deliver deliver -> {
                long now = surroundings.now().nanos();
                deliver.requests().forEach(each -> bundling.ordered(each.hash(), now));
                executors.execution().execute(guarded(() -> execute(deliver)));
            }
            case Effect.Certified(var certificate) ->
                    executors.execution().execute(guarded(() -> attach(certificate)));
            case Effect.Diverged(long height, Hash32 ours, Certificate theirs) ->
                    diverged(height, ours, theirs);
            case Effect.Evidence(var first, var second) -> {
                evidenceCount.increment();
                evidence.keep(first, second);
            }
            case Effect.Serve serve -> executors.workers().execute(guarded(() -> serve(serve)));
            case Effect.RequestRefused(Hash32 hash, Refusal reason) -> {
                bundling.refused(hash);
                LOG.log(
                        System.Logger.Level.INFO,
                        "own request refused hash={0} reason={1}",
                        hash,
                        reason);
            }
            case Effect.ProposalRefused refused ->
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "proposal refused peer={0} view={1} height={2} reason={3}",
                            refused.peer(),
                            refused.view(),
                            refused.height(),
                            refused.reason());
            case Effect.SetEntered(SetChange change) -> {
                hasVote = change.next().indexOf(seat.own()).isPresent();
                LOG.log(
                        System.Logger.Level.INFO,
                        "validators changed after={0} members={1} vote={2}",
                        Long.toString(change.height()),
                        change.next().size(),
                        hasVote);
            }
            case Effect.ViewEntered(long view, int primary) ->
                    LOG.log(
                            System.Logger.Level.INFO,
                            "view entered view={0} primary={1}",
                            view,
                            primary);
            case Effect.WakeAt(long nanos) -> {
                agreementWakeNanos = OptionalLong.of(nanos);
                wishTick();
            }
        }
    }

    private void send(int peer, Message message) {
        outbox.send(() -> surroundings.send(peer, laneOf(message), MessageCodec.encode(message)));
    }

    private void broadcast(Message message) {
        outbox.send(() -> surroundings.broadcast(laneOf(message), MessageCodec.encode(message)));
    }

    /// Whatever may be large and can wait travels apart from what the agreement waits for.
    private static Lane laneOf(Message message) {
        return switch (message) {
            case Message.Blocks _, Message.BatchCopy _, Message.Forward _ -> Lane.SYNC;
            default -> Lane.VOTES;
        };
    }

    private void execute(Effect.Deliver deliver) {
        DecidedBatch decided = deliver.decided();
        long startNanos = surroundings.now().nanos();
        // Before the block in the same log: whenever the block is there, so is this.
        ordered.keep(deliver);
        Execution execution =
                ledger.execute(decided.height(), executable(deliver), decided.toRlp());
        Optional<SetChange> decidedSet =
                execution.decided().stream()
                        .map(each -> new SetChange(each.height(), each.next()))
                        .findFirst();
        long height = execution.executed().height();
        Hash32 hash = execution.executed().hash();
        stages.executed(height, deliver.requests().size(), startNanos, surroundings.now().nanos());
        execution
                .durable()
                .whenComplete((version, failure) -> {
                    if (failure == null) {
                        states.durable(height, version);
                        stages.persisted(height, surroundings.now().nanos());
                        agreement.succession().executed(height, decidedSet);
                        decidedSet.ifPresent(
                                change -> step(now -> new Event.SetDecided(now, change)));
                        step(now -> new Event.Executed(now, height, hash));
                    } else {
                        halt(failure);
                    }
                });
    }

    /// The decided batch, but with the block's time and without what every replica skips.
    private static Batch executable(Effect.Deliver deliver) {
        Batch batch = deliver.decided().batch();
        boolean whole =
                batch.timestampMillis() == deliver.timestampMillis() && deliver.skipped().isEmpty();
        return whole
                ? batch
                : new Batch(batch.proposer(), deliver.timestampMillis(), deliver.requests());
    }

    private void attach(Certificate certificate) {
        switch (ledger.attachCertificate(certificate)) {
            case Attachment.Attached _ ->
                    stages.certified(certificate.height(), surroundings.now().nanos());
            case Attachment.NotExecuted(long executedHeight) ->
                    throw new InvariantViolation(
                            "block %d is certified before it is executed; the newest is %d"
                                    .formatted(certificate.height(), executedHeight));
            case Attachment.Diverged(Hash32 ours, Hash32 _) ->
                    diverged(certificate.height(), ours, certificate);
        }
    }

    private void diverged(long height, Hash32 ours, Certificate theirs) {
        evidence.keepDivergence(ours, theirs);
        halt(
                "block %d here is %s, but a quorum certified %s; the evidence is kept; move the data directory away and start again to synchronise anew"
                        .formatted(height, ours, theirs.blockHash()));
    }

    private void serve(Effect.Serve serve) {
        List<DecidedBatch> batches = new ArrayList<>();
        List<Certificate> certificates = new ArrayList<>();
        long bytes = 0;
        for (long height = serve.from(); height < serve.from() + serve.count(); height++) {
            Optional<Bytes> archived = ledger.archived(height);
            if (archived.isEmpty() || (bytes > 0 && bytes >= serve.bytesMax())) {
                break;
            }
            if (height >= serve.batchesFrom()) {
                batches.add(DecidedBatch.fromRlp(archived.get()));
                bytes += archived.get().size();
            }
            ledger.certificate(height).ifPresent(certificates::add);
        }
        if (!batches.isEmpty() || !certificates.isEmpty()) {
            Message blocks = new Message.Blocks(batches, certificates);
            surroundings.send(serve.peer(), Lane.SYNC, MessageCodec.encode(blocks));
        }
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                halt(e);
            }
        };
    }

    private void halt(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "the replica stops", failure);
        halt(String.valueOf(failure.getMessage()));
    }

    private void halt(String reason) {
        onCore(() -> {
            halted = true;
            surroundings.halt(reason);
        });
    }
}
