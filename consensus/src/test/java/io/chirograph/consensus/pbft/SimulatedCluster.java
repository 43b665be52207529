package io.chirograph.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.Signature;
import io.chirograph.proof.Certificate;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.types.Address;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/// A whole cluster on one thread with simulated time, network, disks and liars, all driven by one seed.
/// What may never happen is checked at every step.
final class SimulatedCluster {
    static final long MILLI = 1_000_000;

    private static final Hash32 GENESIS = Hashes.keccak256(Bytes.ofUtf8("simulated genesis"));
    private static final long WALL_START_MILLIS = 1_700_000_000_000L;

    /// How bad the network is.
    static final class Weather {
        int delayMillisMax = 10;
        int executionMillisMax = 5;
        double loss;
        double duplication;
        double crash;
        boolean liars;

        void clear() {
            delayMillisMax = 10;
            executionMillisMax = 5;
            loss = 0;
            duplication = 0;
            crash = 0;
            liars = false;
        }
    }

    private record Action(long nanos, long order, Runnable body) implements Comparable<Action> {
        @Override
        public int compareTo(Action other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /// Sent bytes. All receivers would verify them alike, so it is done once.
    private final class Parcel {
        private final int from;
        private final Bytes wire;
        private Optional<Verification> verification = Optional.empty();

        Parcel(int from, Bytes wire) {
            this.from = from;
            this.wire = wire;
        }

        Verification verified() {
            if (verification.isEmpty()) {
                verification = Optional.of(verifier.verify(from, wire));
            }
            return verification.get();
        }
    }

    private final Random random;
    private final PbftConfig config;
    private final SimulatedSignatures signatures = new SimulatedSignatures();
    private final MessageVerifier verifier;
    private final Weather weather = new Weather();
    private final PriorityQueue<Action> actions = new PriorityQueue<>();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final int size;

    /// Which group each validator is in; messages stay inside a group.
    private final int[] groups;

    private long nanos = 1;
    private long order;
    private long requestNumber;

    /// Covers all bytes ever sent, in their order and with their times.
    private long trace;

    private final Map<Long, Bytes> deliveries = new TreeMap<>();
    private final Map<Long, Hash32> blocks = new TreeMap<>();
    private final Map<Hash32, Long> executedRequests = new HashMap<>();
    private final Set<Hash32> submittedRequests = new HashSet<>();
    private final Map<Hash32, SimulatedNode> openRequests = new HashMap<>();
    private final Set<Integer> accused = new TreeSet<>();
    private final List<Effect> refusals = new ArrayList<>();

    /// @param liars how many of the last validators are Byzantine
    SimulatedCluster(Random random, PbftConfig config, int size, int liars) {
        this.random = random;
        this.config = config;
        this.size = size;
        this.groups = new int[size];
        List<Address> addresses = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            byte[] address = new byte[Address.SIZE];
            address[0] = (byte) (i + 1);
            addresses.add(Address.of(address));
        }
        ValidatorSet validators = new ValidatorSet(addresses);
        verifier = new MessageVerifier(config, Membership.of(GENESIS, validators, 0), signatures);
        for (int i = 0; i < size; i++) {
            addNode(validators, i, i < size - liars);
        }
    }

    private void addNode(ValidatorSet validators, int index, boolean honest) {
        Membership members = Membership.of(GENESIS, validators, index);
        long skewMillis = random.nextInt(4_000) - 2_000L;
        nodes.add(
                new SimulatedNode(
                        this,
                        members,
                        signatures.signerOf(members.address(index)),
                        skewMillis,
                        honest));
    }

    /// Gives each liar a twin with the same key and a mind of its own.
    void addTwins() {
        for (SimulatedNode node : List.copyOf(nodes)) {
            if (!node.isHonest()) {
                addNode(node.members().validators(), node.index(), false);
            }
        }
    }

    PbftConfig config() {
        return config;
    }

    Weather weather() {
        return weather;
    }

    List<SimulatedNode> nodes() {
        return nodes;
    }

    SimulatedNode node(int index) {
        return nodes.get(index);
    }

    List<SimulatedNode> honest() {
        return nodes.stream().filter(SimulatedNode::isHonest).toList();
    }

    long nanos() {
        return nanos;
    }

    long millis() {
        return nanos / MILLI;
    }

    long wallMillis() {
        return WALL_START_MILLIS + millis();
    }

    /// Sets one validator's clock wrong.
    void skewClock(int index, long millis) {
        nodes.get(index).skew(millis);
    }

    void startAll() {
        nodes.forEach(SimulatedNode::start);
    }

    void after(long delayNanos, Runnable body) {
        actions.add(new Action(nanos + Math.max(0, delayNanos), order++, body));
    }

    void runFor(long millis) {
        runUntil(nanos + millis * MILLI, () -> false);
    }

    /// Whether `condition` came to hold within `millis`.
    boolean runUntil(long millis, BooleanSupplier condition, String what) {
        boolean held = runUntil(nanos + millis * MILLI, condition);
        assertThat(held).as("%s within %d ms; nodes: %s", what, millis, describe()).isTrue();
        return held;
    }

    private boolean runUntil(long end, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Action next = actions.peek();
            if (next == null || next.nanos() > end) {
                nanos = end;
                return condition.getAsBoolean();
            }
            actions.remove();
            nanos = Math.max(nanos, next.nanos());
            next.body().run();
        }
        return true;
    }

    String describe() {
        StringBuilder text = new StringBuilder();
        for (SimulatedNode node : nodes) {
            text.append("\n  ").append(node.index()).append(node.isHonest() ? "" : " (liar)");
            text.append(" executed ").append(node.executedHeight());
            text.append(" certified ").append(node.certifiedHeight()).append(' ');
            text.append(node.isUp() ? summary(node.snapshot()) : "down");
        }
        return text.toString();
    }

    private static String summary(Snapshot snapshot) {
        return "view %d %s, delivered %d, stable %d, %d pending, %s"
                .formatted(
                        snapshot.view(),
                        snapshot.phase(),
                        snapshot.delivered(),
                        snapshot.stable(),
                        snapshot.pendingRequests(),
                        snapshot.counters());
    }

    // What nodes do

    void wakeAt(SimulatedNode node, long at) {
        int incarnation = node.incarnation();
        after(at - nanos, () -> node.tick(incarnation, at));
    }

    void send(SimulatedNode sender, List<Integer> peers, Message message) {
        Parcel plain = new Parcel(sender.index(), MessageCodec.encode(message));
        for (int peer : peers) {
            if (!mayTalk(sender, peer)) {
                continue;
            }
            for (Message sent : asSentBy(sender, message)) {
                Parcel parcel =
                        sent.equals(message)
                                ? plain
                                : new Parcel(sender.index(), MessageCodec.encode(sent));
                transmit(parcel, peer);
                if (random.nextDouble() < weather.duplication) {
                    transmit(parcel, peer);
                }
            }
        }
    }

    /// Each of two twins talks to its own half of the others, so that neither half sees both stories.
    private boolean mayTalk(SimulatedNode sender, int peer) {
        boolean hasTwin = nodes.size() > size && !sender.isHonest();
        boolean isSecond = nodes.indexOf(sender) >= size;
        return !hasTwin || isSecond == (peer % 2 == 1);
    }

    private void transmit(Parcel parcel, int to) {
        int from = parcel.from;
        trace = 31 * (31 * (31 * trace + nanos) + from * 97L + to) + parcel.wire.hashCode();
        if (random.nextDouble() < weather.loss) {
            return;
        }
        long delay = MILLI / 2 + (long) (random.nextDouble() * weather.delayMillisMax * MILLI);
        after(
                delay,
                () -> {
                    if (groups[from] == groups[to]) {
                        for (SimulatedNode node : nodes) {
                            if (node.index() == to) {
                                node.receive(parcel.verified());
                            }
                        }
                    }
                });
    }

    // Liars

    private List<Message> asSentBy(SimulatedNode sender, Message message) {
        if (sender.isHonest() || !weather.liars) {
            return List.of(message);
        }
        return switch (random.nextInt(6)) {
            case 0 -> List.of();
            case 1, 2 -> List.of(mutated(sender, message));
            case 3 -> List.of(message, mutated(sender, message));
            default -> List.of(message);
        };
    }

    private Message mutated(SimulatedNode sender, Message message) {
        return switch (message) {
            case Message.Proposal(Vote vote, Batch batch) -> {
                Batch other =
                        new Batch(
                                batch.proposer(),
                                batch.timestampMillis() + random.nextInt(3),
                                random.nextBoolean() ? List.of() : batch.requests());
                yield new Message.Proposal(
                        signed(sender, vote.kind(), vote.view(), vote.height(), other.digest()),
                        other);
            }
            case Vote vote when vote.signer() == sender.index() -> {
                Hash32 hash =
                        random.nextBoolean() ? vote.hash() : Hashes.keccak256(vote.hash().bytes());
                long view = vote.kind() == Vote.Kind.EXECUTE ? 0 : vote.view() + random.nextInt(2);
                yield signed(
                        sender,
                        vote.kind(),
                        view,
                        Math.max(1, vote.height() + random.nextInt(3) - 1),
                        hash);
            }
            case ViewChange change when change.signer() == sender.index() ->
                    ViewChange.sign(
                            sender.members(),
                            sender.signer(),
                            change.view() + random.nextInt(3),
                            change.base(),
                            random.nextBoolean() ? List.of() : change.prepared());
            case NewView newView when newView.signer() == sender.index() ->
                    newViewOf(sender, newView);
            case Message.Status(long view, _, long delivered, long executed, long certified) ->
                    new Message.Status(
                            view,
                            Message.Phase.SUSPECTING,
                            delivered,
                            executed + random.nextInt(100),
                            certified + random.nextInt(100));
            case Message.Blocks(var batches, var certificates) ->
                    new Message.Blocks(batches.reversed(), certificates);
            default -> message;
        };
    }

    /// A new view from another choice of view changes, or one that leaves out what it must propose.
    private Message newViewOf(SimulatedNode sender, NewView newView) {
        List<ViewChange> changes = new ArrayList<>(newView.changes());
        if (changes.size() > newView.changes().getFirst().prepared().size()) {
            changes.remove(random.nextInt(changes.size()));
        }
        NewViewPlan plan = NewViewPlan.of(changes);
        List<Signature> proposals = new ArrayList<>();
        for (int i = 0; i < plan.digests().size(); i++) {
            proposals.add(
                    signed(
                                    sender,
                                    Vote.Kind.PROPOSE,
                                    newView.view(),
                                    plan.firstHeight() + i,
                                    plan.digests().get(i))
                            .signature());
        }
        return NewView.sign(sender.members(), sender.signer(), newView.view(), changes, proposals);
    }

    private static Vote signed(
            SimulatedNode sender, Vote.Kind kind, long view, long height, Hash32 hash) {
        return new Voter(sender.members(), sender.signer()).vote(kind, view, height, hash);
    }

    // Faults

    /// @return after how many effects the node crashes in this step, or −1
    int crashPoint(int effects) {
        boolean crashes = weather.crash > 0 && random.nextDouble() < weather.crash;
        return crashes ? random.nextInt(effects + 1) : -1;
    }

    void crashed(SimulatedNode node) {
        crash(node, 50 + random.nextInt(1_000));
    }

    /// Takes the node down for `millis`.
    void crash(SimulatedNode node, long millis) {
        if (node.isUp()) {
            node.crash();
            openRequests.values().removeIf(owner -> owner == node);
            tellLinks(node.index(), false);
            after(
                    millis * MILLI,
                    () -> {
                        if (!node.isUp()) {
                            node.start();
                            tellLinks(node.index(), true);
                        }
                    });
        }
    }

    private void tellLinks(int index, boolean works) {
        for (SimulatedNode other : nodes) {
            if (other.index() != index) {
                after(random.nextInt(5) * MILLI, () -> other.link(index, works));
            }
        }
    }

    void partition(int... groupOfEach) {
        System.arraycopy(groupOfEach, 0, groups, 0, size);
    }

    void heal() {
        partition(new int[size]);
    }

    // Work

    void submit(SimulatedNode node, int payloadBytes) {
        byte[] payload = new byte[Math.max(1, payloadBytes)];
        random.nextBytes(payload);
        node.submit(requestNumber++, Bytes.owning(payload));
    }

    /// Submits to random honest nodes for `millis`, every `intervalMillis` on average.
    void submitSteadily(long millis, int intervalMillis) {
        List<SimulatedNode> clients = honest();
        for (long at = 0; at < millis; at += 1 + random.nextInt(2 * intervalMillis)) {
            after(at * MILLI, () -> submit(clients.get(random.nextInt(clients.size())), 20));
        }
    }

    // What must hold

    void submitted(SimulatedNode node, Request request) {
        submittedRequests.add(request.hash());
        if (node.isHonest()) {
            openRequests.put(request.hash(), node);
        }
    }

    void delivered(SimulatedNode node, Effect.Deliver delivery) {
        int incarnation = node.incarnation();
        after(
                (1 + random.nextInt(weather.executionMillisMax)) * MILLI,
                () -> node.finishExecution(incarnation));
        if (!node.isHonest()) {
            return;
        }
        Bytes content =
                RlpWriter.list(w -> {
                    w.hash(delivery.decided().batch().digest());
                    w.number(delivery.timestampMillis());
                    delivery.requests().forEach(r -> w.hash(r.hash()));
                });
        Bytes first = deliveries.putIfAbsent(delivery.height(), content);
        assertThat(first == null || first.equals(content))
                .as("validator %d delivers another batch at %d", node.index(), delivery.height())
                .isTrue();
    }

    void executed(SimulatedNode node, Effect.Deliver delivery, Hash32 block) {
        Hash32 first = blocks.putIfAbsent(delivery.height(), block);
        assertThat(first == null || first.equals(block)).as("one block a height").isTrue();
        for (Request request : delivery.requests()) {
            assertThat(submittedRequests).as("only what was submitted").contains(request.hash());
            Long height = executedRequests.putIfAbsent(request.hash(), delivery.height());
            assertThat(height == null || height == delivery.height())
                    .as("%s is executed at %d and %d", request, height, delivery.height())
                    .isTrue();
            openRequests.remove(request.hash());
        }
        assertThat(node.executedHeight()).isEqualTo(delivery.height());
    }

    void certified(SimulatedNode node, Certificate certificate) {
        if (node.isHonest()) {
            assertThat(certificate.blockHash()).isEqualTo(blocks.get(certificate.height()));
            assertThat(certificate.signatures().size())
                    .isGreaterThanOrEqualTo(node.members().quorum().size());
        }
    }

    void diverged(SimulatedNode node, Effect.Diverged diverged) {
        assertThat(node.isHonest())
                .as("validator %d diverged: %s", node.index(), diverged)
                .isFalse();
    }

    void accused(SimulatedNode node, Effect.Evidence evidence) {
        assertThat(evidence.first().contradicts(evidence.second())).isTrue();
        assertThat(nodes.get(evidence.first().signer()).isHonest())
                .as("validator %d accuses an honest one: %s", node.index(), evidence)
                .isFalse();
        accused.add(evidence.first().signer());
    }

    void refused(SimulatedNode node, Effect refusal) {
        refusals.add(refusal);
        if (refusal instanceof Effect.RequestRefused(Hash32 hash, _) && node.isHonest()) {
            openRequests.remove(hash);
        }
    }

    void rejected(Verification.Rejected rejection) {
        assertThat(nodes.get(rejection.from()).isHonest())
                .as("an honest validator's message is rejected: %s", rejection)
                .isFalse();
    }

    long trace() {
        return trace;
    }

    Set<Integer> accused() {
        return accused;
    }

    List<Effect> refusals() {
        return refusals;
    }

    int openRequests() {
        return openRequests.size();
    }

    int executedRequests() {
        return executedRequests.size();
    }

    long highest() {
        return blocks.size();
    }

    /// All honest nodes have certified `height` and all requests of nodes that did not crash are executed.
    boolean isDone(long height) {
        return openRequests.isEmpty()
                && honest().stream()
                        .allMatch(node -> node.isUp() && node.certifiedHeight() >= height);
    }
}
