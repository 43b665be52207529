package io.chirograph.simulator;

import io.chirograph.consensus.Request;
import io.chirograph.consensus.pbft.Base;
import io.chirograph.consensus.pbft.DecidedBatch;
import io.chirograph.consensus.pbft.Effect;
import io.chirograph.consensus.pbft.Event;
import io.chirograph.consensus.pbft.LogRecord;
import io.chirograph.consensus.pbft.Membership;
import io.chirograph.consensus.pbft.Message;
import io.chirograph.consensus.pbft.MessageVerifier;
import io.chirograph.consensus.pbft.Now;
import io.chirograph.consensus.pbft.PbftReplica;
import io.chirograph.consensus.pbft.Recovery;
import io.chirograph.consensus.pbft.SetChange;
import io.chirograph.consensus.pbft.Signer;
import io.chirograph.consensus.pbft.Succession;
import io.chirograph.consensus.pbft.Verification;
import io.chirograph.consensus.pbft.VerifiedMessage;
import io.chirograph.ledger.ValidatorHandover;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.UInt256;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;

/// The agreement alone, with a log and an archive in memory that outlive a crash. It keeps the one rule
/// of [Effect] the way a driver does: what is sent waits for what was written before. Single-owner.
final class ProtocolNode implements SimulatedNode {
    private static final int EXECUTION_MICROS_MAX = 5_000;
    private static final int PAYLOAD_BYTES = 20;

    /// First byte of a payload: nothing special, or that the one on the seat behind it joins or leaves.
    private static final byte ORDINARY = 1;

    private static final byte JOINS = 2;
    private static final byte LEAVES = 3;

    /// Numbers of requests for changes lie above those of ordinary ones.
    private static final long SUPPORTS_FROM = 1L << 40;

    /// One durable block.
    private record Archived(DecidedBatch decided, Hash32 hash, long timestampMillis) {}

    /// The agreement from one start to the next crash.
    private record Running(PbftReplica replica, Succession succession, MessageVerifier verifier) {}

    private final Cluster cluster;
    private final ProtocolHabitat habitat;
    private final Membership founders;
    private final int index;
    private final Signer signer;
    private final boolean isHonest;

    // On disk.
    private final SortedMap<Bytes, LogRecord> log = new TreeMap<>();
    private final List<Archived> archive = new ArrayList<>();
    private final List<Certificate> certificates = new ArrayList<>();

    /// The log holds nothing of blocks up to here; their certificates are synced.
    private long prunedHeight;

    /// What blocks decided about who agrees, the oldest first.
    private final List<ValidatorHandover> handovers = new ArrayList<>();

    // In memory.
    private Optional<Running> running = Optional.empty();
    private boolean hasVote;
    private final Queue<Effect.Deliver> executing = new ArrayDeque<>();
    private int life;
    private long wakeNanos = Long.MAX_VALUE;
    private long view;

    /// When the sync ends that covers all that was written so far. What is written during a sync shares
    /// the next one.
    private long syncedNanos;

    private long syncBeginNanos;

    private boolean willTear;
    private int syncMillis;
    private long skewMillis;

    ProtocolNode(Cluster cluster, ProtocolHabitat habitat, int index, boolean isHonest) {
        this.cluster = cluster;
        this.habitat = habitat;
        this.founders = habitat.members(index);
        this.index = index;
        this.signer = habitat.signatures().signerOf(index);
        this.isHonest = isHonest;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public boolean isHonest() {
        return isHonest;
    }

    @Override
    public boolean isUp() {
        return running.isPresent();
    }

    @Override
    public void slowDown(int millis) {
        syncMillis = millis;
    }

    @Override
    public void setClock(long millis) {
        skewMillis = millis;
    }

    @Override
    public long view() {
        return view;
    }

    @Override
    public long executedHeight() {
        return archive.size();
    }

    @Override
    public long certifiedHeight() {
        return certificates.size();
    }

    private Now now() {
        return cluster.now(skewMillis);
    }

    @Override
    public void start() {
        life++;
        syncedNanos = 0;
        syncBeginNanos = 0;
        if (isHonest) {
            cluster.oracle().started(index(), archive.size());
        }
        List<Membership> sets = membersBehind(certificates.size());
        Membership members = sets.getLast();
        hasVote = members.hasVote();
        Succession succession = new Succession(cluster.config(), sets, archive.size());
        pending(certificates.size())
                .ifPresent(change -> succession.executed(archive.size(), Optional.of(change)));
        running =
                Optional.of(
                        new Running(
                                new PbftReplica(
                                        cluster.config(), members, signer, recovery(), now()),
                                succession,
                                cluster.verifier(succession)));
        step(new Event.Started(now()));
    }

    /// All sets up to the one that agrees behind block `height`.
    private List<Membership> membersBehind(long height) {
        List<Membership> found = new ArrayList<>(List.of(founders));
        for (ValidatorHandover handover : handovers) {
            if (handover.height() <= height) {
                found.add(
                        Membership.of(
                                founders.genesisHash(),
                                handover.next(),
                                handover.height(),
                                founders.own()));
            }
        }
        return found;
    }

    /// The change that takes effect behind a block above `height`.
    private Optional<SetChange> pending(long height) {
        return handovers.isEmpty() || handovers.getLast().height() <= height
                ? Optional.empty()
                : Optional.of(changeOf(handovers.getLast()));
    }

    private static SetChange changeOf(ValidatorHandover handover) {
        return new SetChange(handover.height(), handover.next());
    }

    private Recovery recovery() {
        List<Recovery.Block> blocks = new ArrayList<>();
        for (Archived block : archive) {
            blocks.add(
                    new Recovery.Block(
                            block.decided().height(),
                            block.hash(),
                            block.timestampMillis(),
                            block.decided().batch()));
        }
        Base certified =
                certificates.isEmpty()
                        ? new Base.Genesis()
                        : new Base.Certified(certificates.getLast());
        return new Recovery(
                certified,
                List.of(),
                blocks,
                List.copyOf(log.values()),
                pending(certified.height()).stream().toList());
    }

    @Override
    public void crash() {
        if (willTear) {
            loseCertificates();
        }
        running = Optional.empty();
        executing.clear();
        life++;
        wakeNanos = Long.MAX_VALUE;
        willTear = false;
        if (isHonest) {
            cluster.oracle().crashed(index());
        }
    }

    /// Nothing waits for a certificate to be durable but the pruning of the log.
    private void loseCertificates() {
        int unsynced = certificates.size() - (int) prunedHeight;
        int kept = certificates.size() - cluster.chance(unsynced + 1);
        certificates.subList(kept, certificates.size()).clear();
    }

    /// Whole states travel between whole replicas only, so that nothing is lost here.
    @Override
    public void loseDisk() {}

    @Override
    public void crashTorn() {
        willTear = true;
    }

    @Override
    public void receive(Parcel parcel) {
        if (!isUp()) {
            return;
        }
        switch (parcel.verified(running.orElseThrow().verifier())) {
            case VerifiedMessage message -> step(new Event.Received(now(), message));
            case Verification.Needless _ -> {}
            case Verification.Rejected rejected -> {
                cluster.rejected(this, parcel, rejected);
                step(new Event.Refused(now(), rejected));
            }
        }
    }

    @Override
    public void submit(Plan.Submission submission) {
        if (isUp() && hasVote) {
            byte[] payload = new byte[PAYLOAD_BYTES];
            payload[0] = ORDINARY;
            Request request = request(submission.number(), Bytes.owning(payload));
            cluster.submitted(this, request.hash());
            step(new Event.Submitted(now(), request));
        }
    }

    @Override
    public void support(Plan.Change change) {
        if (isUp() && hasVote) {
            byte sort =
                    switch (change.kind()) {
                        case JOINS -> JOINS;
                        case LEAVES -> LEAVES;
                    };
            byte[] payload = {sort, (byte) change.seat()};
            Request request = request(SUPPORTS_FROM + cluster.nanos(), Bytes.owning(payload));
            cluster.asked(request.hash());
            step(new Event.Submitted(now(), request));
        }
    }

    private Request request(long number, Bytes payload) {
        return Request.sign(
                founders.genesisHash(),
                founders.own(),
                signer::sign,
                number,
                now().wallMillis(),
                payload);
    }

    @Override
    public void link(int peer, boolean works) {
        if (isUp()) {
            step(works ? new Event.PeerUp(now(), peer) : new Event.PeerDown(now(), peer));
        }
    }

    private void step(Event event) {
        cluster.counted();
        List<Effect> effects = running.orElseThrow().replica().step(event);
        int performed = effects.size();
        if (willTear && !effects.isEmpty()) {
            performed = cluster.chance(effects.size() + 1);
        }
        boolean isTorn = willTear && !effects.isEmpty();
        // Records come first, whatever their place; a crash may leave any first part of them.
        int records = 0;
        int recordsKept = isTorn ? cluster.chance(effects.size() + 1) : effects.size();
        boolean allKept = true;
        for (Effect effect : effects) {
            if (effect instanceof Effect.Persist(LogRecord record)) {
                if (records++ < recordsKept) {
                    log.put(record.key(), record);
                } else {
                    allKept = false;
                }
            }
        }
        long now = cluster.nanos();
        if (records > 0 && now >= syncBeginNanos) {
            syncBeginNanos = Math.max(now, syncedNanos);
            syncedNanos = syncBeginNanos + syncMillis * Timeline.MILLI;
        }
        if (allKept) {
            performLater(effects.subList(0, performed), syncedNanos - now);
        }
        if (isTorn) {
            cluster.tore(this);
        }
    }

    /// What does not leave the node need not wait, but may: a real driver's order.
    private void performLater(List<Effect> effects, long delayNanos) {
        if (delayNanos <= 0) {
            effects.forEach(this::perform);
            return;
        }
        int sameLife = life;
        for (Effect effect : effects) {
            if (effect instanceof Effect.WakeAt) {
                perform(effect);
            }
        }
        cluster.after(
                delayNanos,
                () -> {
                    if (life == sameLife) {
                        for (Effect effect : effects) {
                            if (!(effect instanceof Effect.WakeAt)) {
                                perform(effect);
                            }
                        }
                    }
                });
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Persist _ -> {}
            case Effect.PruneLog(long height) -> {
                prunedHeight = height;
                log.headMap(LogRecord.firstKeyAbove(height)).clear();
            }
            case Effect.Send(int peer, Message message) ->
                    cluster.send(this, peer, Parcel.of(index(), message));
            case Effect.Broadcast(Message message) ->
                    cluster.broadcast(this, Parcel.of(index(), message));
            case Effect.Deliver deliver -> deliver(deliver);
            case Effect.Certified(Certificate certificate) -> {
                certificates.add(certificate);
                if (isHonest) {
                    cluster.oracle().certified(index(), certificate);
                }
            }
            case Effect.Diverged diverged -> cluster.halted(this, diverged.toString());
            case Effect.Evidence(var first, var second) -> cluster.accused(this, first, second);
            case Effect.Serve serve -> serve(serve);
            case Effect.RequestRefused(Hash32 hash, _) -> cluster.oracle().refused(hash);
            case Effect.ProposalRefused _ -> {}
            case Effect.SetEntered(SetChange change) -> {
                hasVote = change.next().indexOf(founders.own()).isPresent();
                view = 0;
            }
            case Effect.ViewEntered(long entered, int primary) -> {
                view = entered;
                cluster.entered(this, entered, primary);
            }
            case Effect.WakeAt(long nanos) -> {
                wakeNanos = nanos;
                int sameLife = life;
                cluster.after(nanos - cluster.nanos(), () -> tick(sameLife, nanos));
            }
        }
    }

    private void tick(int ofLife, long nanos) {
        if (isUp() && life == ofLife && nanos == wakeNanos) {
            wakeNanos = Long.MAX_VALUE;
            step(new Event.Tick(now()));
        }
    }

    private void deliver(Effect.Deliver deliver) {
        executing.add(deliver);
        if (isHonest) {
            cluster.oracle()
                    .delivered(
                            index(),
                            deliver.height(),
                            List.of(
                                    deliver.decided().batch().digest(),
                                    deliver.timestampMillis(),
                                    hashes(deliver)));
        }
        int sameLife = life;
        cluster.after(
                cluster.chance(EXECUTION_MICROS_MAX) * 1_000L, () -> finishExecution(sameLife));
    }

    private static List<Hash32> hashes(Effect.Deliver deliver) {
        return deliver.requests().stream().map(Request::hash).toList();
    }

    /// The oldest delivered batch is executed and durable.
    private void finishExecution(int ofLife) {
        if (!isUp() || life != ofLife) {
            return;
        }
        Effect.Deliver deliver = executing.remove();
        Hash32 parent = archive.isEmpty() ? Hash32.ZERO : archive.getLast().hash();
        Hash32 hash = blockHash(parent, deliver);
        archive.add(new Archived(deliver.decided(), hash, deliver.timestampMillis()));
        cluster.executed(this, deliver.height(), hash, hashes(deliver));
        Optional<SetChange> change = decide(deliver);
        running.orElseThrow().succession().executed(deliver.height(), change);
        change.ifPresent(decided -> step(new Event.SetDecided(now(), decided)));
        if (life == ofLife) {
            step(new Event.Executed(now(), deliver.height(), hash));
        }
    }

    /// Does what the member registry does of whole replicas: one change at a time, which takes effect behind
    /// the first multiple of the checkpoint interval beyond a window.
    private Optional<SetChange> decide(Effect.Deliver deliver) {
        long height = deliver.height();
        ValidatorSet now = handovers.isEmpty() ? founders.validators() : handovers.getLast().next();
        if (!handovers.isEmpty() && handovers.getLast().height() >= height) {
            return Optional.empty();
        }
        for (Request request : deliver.requests()) {
            Optional<ValidatorSet> next = changed(now, request.payload());
            if (next.isPresent()) {
                int interval = cluster.config().checkpointInterval();
                long beyond = height + cluster.config().window();
                ValidatorHandover handover =
                        new ValidatorHandover(beyond - beyond % interval + interval, next.get());
                handovers.add(handover);
                cluster.decided(this, handover.height(), handover.next());
                return Optional.of(changeOf(handover));
            }
        }
        return Optional.empty();
    }

    private Optional<ValidatorSet> changed(ValidatorSet now, Bytes payload) {
        boolean joins = payload.get(0) == JOINS;
        if (!joins && payload.get(0) != LEAVES) {
            return Optional.empty();
        }
        int seat = payload.get(1);
        List<Address> seats = new ArrayList<>(now.validators());
        if (joins && seat == seats.size()) {
            seats.add(habitat.signatures().addressOf(seat));
        } else if (!joins && now.isSeated(seat)) {
            seats.set(seat, Address.ZERO);
        } else {
            return Optional.empty();
        }
        return Optional.of(new ValidatorSet(seats));
    }

    /// Tells different blocks apart, at the price of a few multiplications.
    private static Hash32 blockHash(Hash32 parent, Effect.Deliver deliver) {
        UInt256 words = UInt256.of(parent);
        long a = mix(words.w0(), deliver.timestampMillis());
        long b = mix(words.w1(), deliver.height());
        for (Request request : deliver.requests()) {
            UInt256 content = UInt256.of(request.hash());
            a = mix(a, content.w0());
            b = mix(b, content.w1());
        }
        return new UInt256(mix(a, b), mix(b, ~a), b, a).toHash32();
    }

    private static long mix(long a, long b) {
        long mixed = (a ^ Long.rotateLeft(b, 31)) * 0x9e37_79b9_7f4a_7c15L;
        return (mixed ^ mixed >>> 29) * 0xbf58_476d_1ce4_e5b9L + b;
    }

    private void serve(Effect.Serve serve) {
        List<DecidedBatch> batches = new ArrayList<>();
        List<Certificate> proofs = new ArrayList<>();
        long end = Math.min(executedHeight(), serve.from() + serve.count() - 1);
        for (long height = serve.from(); height <= end; height++) {
            if (height >= serve.batchesFrom()) {
                batches.add(archive.get((int) height - 1).decided());
            }
            if (height <= certifiedHeight()) {
                proofs.add(certificates.get((int) height - 1));
            }
        }
        cluster.send(this, serve.peer(), Parcel.of(index(), new Message.Blocks(batches, proofs)));
    }

    @Override
    public Hash32 stateAt(long height) {
        return height == 0 ? Hash32.ZERO : archive.get((int) height - 1).hash();
    }

    @Override
    public void checkProof(long height) {
        // The certificates are all there is, and each was checked when it came.
    }

    @Override
    public String describe() {
        return running.map(now -> now.replica().snapshot().toString()).orElse("down");
    }
}
