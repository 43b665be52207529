package io.chirograph.consensus.pbft;

import io.chirograph.consensus.Request;
import io.chirograph.crypto.Hashes;
import io.chirograph.proof.Certificate;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// A node of a [SimulatedCluster]: a replica and what a driver keeps for it. The disk outlives a crash;
/// what was not written by then does not.
final class SimulatedNode {
    /// One durable block.
    record Archived(Bytes decided, Hash32 hash, long timestampMillis) {}

    private final SimulatedCluster cluster;
    private final Membership members;
    private final Signer signer;
    private final boolean isHonest;

    private final SortedMap<Bytes, Bytes> log = new TreeMap<>();
    private final List<Archived> archive = new ArrayList<>();
    private final List<Certificate> certificates = new ArrayList<>();
    private final Queue<Effect.Deliver> executing = new ArrayDeque<>();

    private Optional<PbftReplica> replica = Optional.empty();
    private int incarnation;
    private long skewMillis;
    private long wakeNanos = Long.MAX_VALUE;

    SimulatedNode(
            SimulatedCluster cluster,
            Membership members,
            Signer signer,
            long skewMillis,
            boolean isHonest) {
        this.cluster = cluster;
        this.members = members;
        this.signer = signer;
        this.skewMillis = skewMillis;
        this.isHonest = isHonest;
    }

    int index() {
        return members.self();
    }

    Membership members() {
        return members;
    }

    Signer signer() {
        return signer;
    }

    boolean isHonest() {
        return isHonest;
    }

    boolean isUp() {
        return replica.isPresent();
    }

    /// Changes with every start, so that timers of a former life are known.
    int incarnation() {
        return incarnation;
    }

    long executedHeight() {
        return archive.size();
    }

    long certifiedHeight() {
        return certificates.size();
    }

    Snapshot snapshot() {
        return replica.orElseThrow().snapshot();
    }

    Now now() {
        return new Now(cluster.nanos(), cluster.wallMillis() + skewMillis);
    }

    void skew(long millis) {
        skewMillis = millis;
    }

    void start() {
        incarnation++;
        replica =
                Optional.of(new PbftReplica(cluster.config(), members, signer, recovery(), now()));
        step(new Event.Started(now()));
    }

    private Recovery recovery() {
        List<LogRecord> records = new ArrayList<>();
        log.values().forEach(bytes -> records.add(LogRecord.decode(bytes)));
        List<Recovery.Block> blocks = new ArrayList<>();
        for (Archived block : archive) {
            DecidedBatch decided = DecidedBatch.fromRlp(block.decided());
            blocks.add(
                    new Recovery.Block(
                            decided.height(),
                            block.hash(),
                            block.timestampMillis(),
                            decided.batch()));
        }
        Base certified =
                certificates.isEmpty()
                        ? new Base.Genesis()
                        : new Base.Certified(certificates.getLast());
        return new Recovery(certified, blocks, records);
    }

    void crash() {
        replica = Optional.empty();
        executing.clear();
        wakeNanos = Long.MAX_VALUE;
    }

    void receive(Verification verification) {
        if (!isUp()) {
            return;
        }
        switch (verification) {
            case VerifiedMessage message -> step(new Event.Received(now(), message));
            case Verification.Needless _ -> {}
            case Verification.Rejected rejected -> {
                cluster.rejected(rejected);
                step(new Event.Refused(now(), rejected));
            }
        }
    }

    void submit(long number, Bytes payload) {
        if (isUp()) {
            long timestamp = now().wallMillis();
            Hash32 hash = Request.hashOf(members.address(index()), number, timestamp, payload);
            Hash32 digest = Request.signingDigest(members.genesisHash(), hash);
            Request request =
                    new Request(
                            members.address(index()),
                            number,
                            timestamp,
                            payload,
                            signer.sign(digest));
            cluster.submitted(this, request);
            step(new Event.Submitted(now(), request));
        }
    }

    void tick(int ofIncarnation, long nanos) {
        if (isUp() && ofIncarnation == incarnation && nanos == wakeNanos) {
            wakeNanos = Long.MAX_VALUE;
            step(new Event.Tick(now()));
        }
    }

    void link(int peer, boolean works) {
        if (isUp()) {
            step(works ? new Event.PeerUp(now(), peer) : new Event.PeerDown(now(), peer));
        }
    }

    /// The oldest delivered batch is executed and durable.
    void finishExecution(int ofIncarnation) {
        if (!isUp() || ofIncarnation != incarnation) {
            return;
        }
        Effect.Deliver delivery = executing.remove();
        Hash32 parent = archive.isEmpty() ? Hash32.ZERO : archive.getLast().hash();
        Hash32 hash =
                Hashes.keccak256(
                        RlpWriter.list(w -> {
                            w.hash(parent).number(delivery.timestampMillis());
                            delivery.requests().forEach(r -> w.hash(r.hash()));
                        }));
        archive.add(new Archived(delivery.decided().toRlp(), hash, delivery.timestampMillis()));
        if (isHonest) {
            cluster.executed(this, delivery, hash);
        }
        step(new Event.Executed(now(), delivery.height(), hash));
    }

    private void step(Event event) {
        List<Effect> effects = replica.orElseThrow().step(event);
        long persists = effects.stream().filter(e -> e instanceof Effect.Persist).count();
        int crashAt = cluster.crashPoint(effects.size());
        if (crashAt < 0) {
            persist(effects, persists);
            effects.forEach(this::perform);
        } else if (crashAt <= persists) {
            persist(effects, crashAt);
            cluster.crashed(this);
        } else {
            persist(effects, persists);
            effects.subList(0, crashAt).forEach(this::perform);
            cluster.crashed(this);
        }
    }

    private void persist(List<Effect> effects, long count) {
        effects.stream()
                .filter(e -> e instanceof Effect.Persist)
                .map(e -> ((Effect.Persist) e).record())
                .limit(count)
                .forEach(record -> log.put(record.key(), record.encode()));
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Persist _ -> {}
            case Effect.PruneLog(long height) ->
                    log.headMap(LogRecord.firstKeyAbove(height)).clear();
            case Effect.Send(int peer, Message message) ->
                    cluster.send(this, List.of(peer), message);
            case Effect.Broadcast(Message message) ->
                    cluster.send(
                            this,
                            IntStream.range(0, members.size())
                                    .filter(peer -> peer != index())
                                    .boxed()
                                    .toList(),
                            message);
            case Effect.Deliver delivery -> {
                executing.add(delivery);
                cluster.delivered(this, delivery);
            }
            case Effect.Certified(Certificate certificate) -> {
                if (certificate.height() != certificates.size() + 1) {
                    throw new AssertionError("certificates leave a gap at " + certificate);
                }
                certificates.add(certificate);
                cluster.certified(this, certificate);
            }
            case Effect.Diverged diverged -> cluster.diverged(this, diverged);
            case Effect.Evidence evidence -> cluster.accused(this, evidence);
            case Effect.Serve serve -> serve(serve);
            case Effect.RequestRefused refused -> cluster.refused(this, refused);
            case Effect.ProposalRefused refused -> cluster.refused(this, refused);
            case Effect.ViewEntered _ -> {}
            case Effect.WakeAt(long nanos) -> {
                wakeNanos = nanos;
                cluster.wakeAt(this, nanos);
            }
        }
    }

    private void serve(Effect.Serve serve) {
        List<DecidedBatch> batches = new ArrayList<>();
        List<Certificate> proofs = new ArrayList<>();
        long end = Math.min(executedHeight(), serve.from() + serve.count() - 1);
        for (long height = serve.from(); height <= end; height++) {
            if (height >= serve.batchesFrom()) {
                batches.add(DecidedBatch.fromRlp(archive.get((int) height - 1).decided()));
            }
            if (height <= certifiedHeight()) {
                proofs.add(certificates.get((int) height - 1));
            }
        }
        cluster.send(this, List.of(serve.peer()), new Message.Blocks(batches, proofs));
    }
}
