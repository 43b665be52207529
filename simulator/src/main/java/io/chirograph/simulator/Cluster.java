package io.chirograph.simulator;

import io.chirograph.consensus.pbft.Message;
import io.chirograph.consensus.pbft.MessageVerifier;
import io.chirograph.consensus.pbft.Now;
import io.chirograph.consensus.pbft.PbftConfig;
import io.chirograph.consensus.pbft.Succession;
import io.chirograph.consensus.pbft.Verification;
import io.chirograph.consensus.pbft.Vote;
import io.chirograph.proof.ValidatorSet;
import io.chirograph.transfer.Manifest;
import io.chirograph.transfer.TransferMessage;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/// Runs one [Plan]: its validators, the network between them, and what goes wrong. After the faults all
/// is made well, and then everything asked for must be done within a bound, and the primary must stay.
/// Single-owner; a run leaves nothing behind.
final class Cluster {
    private static final long WALL_MILLIS = 1_700_000_000_000L;

    /// How long a healed cluster may take to do all that it was asked for: two capped view timeouts and
    /// a few rounds of messages.
    private static final long RECOVERY_MILLIS_MAX = 30_000;

    /// In some runs the cluster must then settle, and keep its primary for so long.
    private static final int CALM_EVERY = 8;

    private static final long SETTLING_MILLIS = 3_000;
    private static final long CALM_MILLIS = 7_000;

    /// Whoever is away for longer is never waited for.
    private static final long FOR_GOOD_MILLIS = 600_000;

    private static final long STEP_MILLIS = 20;
    private static final int BLOCKS_AFTER = 3;
    private static final int LINK_NOTICE_MILLIS_MAX = 5;

    private final Plan plan;

    /// How many are or become validators.
    private final int seats;

    private final Timeline time = new Timeline();
    private final SplittableRandom chance;
    private final Chronicle chronicle;
    private final Network network;
    private final MessageVerifier verifier;
    private final Oracle oracle;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<Traitor> traitors = new ArrayList<>();
    private final Habitat habitat;
    private final Turnover turnover;

    /// Those who take part: all but whoever joins later.
    private final Set<Integer> present = new TreeSet<>();

    /// Who deals with the traitors' second selves.
    private int secondGroup = 0b1010_1010;

    /// Those who stopped for good.
    private final List<SimulatedNode> gone = new ArrayList<>();

    private final Set<Integer> accused = new TreeSet<>();
    private Optional<Fault.FalseStates> falseStates = Optional.empty();
    private int statesInstalled;
    private int treasons;
    private boolean isRecovering;
    private boolean mustStay;
    private long events;
    private long sends;
    private long recoveryMillis;

    /// @param isTold whether the story is written down
    Cluster(Plan plan, Habitat habitat, boolean isTold) {
        this.plan = plan;
        this.seats = plan.seats();
        this.chance = new SplittableRandom(plan.seed());
        this.chronicle = new Chronicle(time, isTold);
        this.network = new Network(time, chance.split(), this::arrived);
        this.verifier = new MessageVerifier(config(), habitat.members(0), habitat.signatures());
        this.oracle =
                new Oracle(habitat.members(0), habitat.signatures(), seats, config().window());
        this.habitat = habitat;
        this.turnover = new Turnover(this, plan.changes());
        for (int index = 0; index < seats; index++) {
            nodes.add(habitat.node(this, index, !plan.isTraitor(index)));
            traitors.add(new Traitor(habitat.members(index), habitat.signatures(), chance.split()));
        }
        for (int index = 0; plan.areTwins() && index < seats; index++) {
            if (plan.isTraitor(index)) {
                nodes.add(habitat.node(this, index, false));
            }
        }
    }

    PbftConfig config() {
        return plan.config();
    }

    Oracle oracle() {
        return oracle;
    }

    long seed() {
        return plan.seed();
    }

    SplittableRandom newChance() {
        return chance.split();
    }

    /// What all check messages with while they all know the same validators; a node's own where validators
    /// change.
    MessageVerifier verifier(Succession succession) {
        return isGoverned()
                ? new MessageVerifier(config(), succession, habitat.signatures())
                : verifier;
    }

    SimulatedNode node(int index) {
        return nodes.get(index);
    }

    long nanos() {
        return time.nanos();
    }

    long millis() {
        return time.millis();
    }

    Now now(long skewMillis) {
        return new Now(time.nanos(), WALL_MILLIS + time.millis() + skewMillis);
    }

    void after(long delayNanos, Runnable body) {
        time.after(delayNanos, body);
    }

    /// @return a number from 0 to below `bound`
    int chance(int bound) {
        return chance.nextInt(bound);
    }

    // The run

    /// Runs the plan to its end.
    Outcome run() {
        try {
            start();
            runFor(plan.millis());
            heal();
            recover();
            stayCalm();
            compare();
            return new Outcome.Kept(figures());
        } catch (Violation violation) {
            return broken(violation);
        } catch (RuntimeException | Error failure) {
            return broken(
                    new Violation(
                            Violation.Kind.FAILURE, String.valueOf(failure.getMessage()), failure));
        }
    }

    private Outcome broken(Violation violation) {
        chronicle.note(violation::getMessage);
        return new Outcome.Broken(violation, chronicle.lines(), figures());
    }

    private Outcome.Figures figures() {
        return new Outcome.Figures(
                events,
                sends,
                oracle.highestExecuted(),
                oracle.executedRequests(),
                plan.faults().size(),
                turnover.done(),
                recoveryMillis,
                network.trace());
    }

    void start() {
        mustStay = plan.faults().isEmpty() && plan.changes().isEmpty();
        for (SimulatedNode node : nodes) {
            node.setClock(chance(4_000) - 2_000L);
            if (node.index() < plan.size()) {
                present.add(node.index());
                node.start();
            }
        }
        turnover.start();
        for (Fault fault : plan.faults()) {
            time.atMillis(fault.atMillis(), () -> begin(fault));
        }
        for (Plan.Submission submission : plan.submissions()) {
            time.atMillis(submission.atMillis(), () -> submit(submission));
        }
    }

    void runFor(long millis) {
        time.runUntil(time.nanos() + millis * Timeline.MILLI);
    }

    /// Nothing comes of it when that one is no validator, or is to be none.
    void submit(Plan.Submission submission) {
        if (oracle.validators().isSeated(submission.node())
                && oracle.decidedValidators().isSeated(submission.node())) {
            nodes.get(submission.node()).submit(submission);
        }
    }

    /// Whoever is to join starts, follows the others and has no vote.
    void admit(SimulatedNode newcomer) {
        if (present.add(newcomer.index())) {
            chronicle.note(() -> name(newcomer) + " comes to join");
            newcomer.start();
            tellLinks(newcomer, true);
        }
    }

    /// A change of the members took effect.
    void turned(Plan.Change change) {
        chronicle.note(() ->
                "validator %d %s"
                        .formatted(
                                change.seat(),
                                change.kind() == Plan.Change.Kind.JOINS ? "joined" : "left"));
        if (change.kind() == Plan.Change.Kind.LEAVES) {
            oracle.left(change.seat());
        }
        for (int index = 0; index < traitors.size(); index++) {
            traitors.get(index).turnTo(oracle.membersFor(habitat.members(index).own()));
        }
    }

    /// The nodes of those who are validators now.
    List<SimulatedNode> seated() {
        return nodes.stream().filter(node -> isSeated(node)).toList();
    }

    private boolean isSeated(SimulatedNode node) {
        return oracle.validators().isSeated(node.index());
    }

    void begin(Fault fault) {
        mustStay = false;
        chronicle.note(() -> "FAULT " + fault);
        switch (fault) {
            case Fault.Crash(_, int node, long downMillis, boolean isTorn) -> {
                SimulatedNode victim = nodes.get(node == Fault.PRIMARY ? primary() : node);
                if (downMillis > FOR_GOOD_MILLIS) {
                    gone.add(victim);
                }
                if (victim.isUp()) {
                    crash(victim, downMillis, isTorn);
                }
            }
            case Fault.LostDisk(_, int node, long downMillis) -> {
                SimulatedNode victim = nodes.get(node);
                if (victim.isUp()) {
                    crash(victim, downMillis, false);
                }
                victim.loseDisk();
                oracle.forgot(node);
            }
            case Fault.FalseStates falsehood -> falseStates = Optional.of(falsehood);
            case Fault.Split split -> {
                network.begin(split);
                time.atMillis(split.untilMillis(), () -> network.end(split));
            }
            case Fault.Storm storm -> {
                network.begin(storm);
                time.atMillis(storm.untilMillis(), () -> network.end(storm));
            }
            case Fault.Mute mute -> {
                network.begin(mute);
                time.atMillis(mute.untilMillis(), () -> network.end(mute));
            }
            case Fault.SlowDisk(_, long until, int node, int syncMillis) -> {
                nodes.get(node).slowDown(syncMillis);
                time.atMillis(until, () -> nodes.get(node).slowDown(0));
            }
            case Fault.WrongClock(_, long until, int node, long skewMillis) -> {
                nodes.get(node).setClock(skewMillis);
                time.atMillis(until, () -> nodes.get(node).setClock(0));
            }
            case Fault.Treason(_, long until) -> {
                treasons++;
                time.atMillis(until, () -> treasons--);
            }
            case Fault.Regroup(_, int group) -> secondGroup = group;
        }
    }

    private int primary() {
        long view = 0;
        for (SimulatedNode node : nodes) {
            if (node.certifiedHeight() >= oracle.since()) {
                view = Math.max(view, node.view());
            }
        }
        List<Integer> indexes = oracle.validators().indexes();
        return indexes.get((int) (view % indexes.size()));
    }

    private void crash(SimulatedNode node, long downMillis, boolean isTorn) {
        if (isTorn) {
            node.crashTorn();
        } else {
            node.crash();
            down(node, downMillis);
        }
    }

    /// A node has fetched a state, and starts again on it.
    void restarts(SimulatedNode node, String why) {
        statesInstalled++;
        chronicle.note(() -> name(node) + " starts again: " + why);
        crash(node, 1L + chance(100), false);
    }

    /// How many states were fetched and found right.
    int statesInstalled() {
        return statesInstalled;
    }

    /// Whether whole states change hands in this run; else all lag is made good block by block.
    boolean exchangesStates() {
        return plan.scenario() == Scenario.LOST_DISK;
    }

    /// A node stopped in the middle of a step.
    void tore(SimulatedNode node) {
        node.crash();
        down(node, 10L + chance(1_000));
    }

    private void down(SimulatedNode node, long millis) {
        chronicle.note(() -> name(node) + " is down");
        tellLinks(node, false);
        time.after(millis * Timeline.MILLI, () -> revive(node));
    }

    private void revive(SimulatedNode node) {
        if (!node.isUp()) {
            node.start();
            chronicle.note(() -> name(node) + " is back with block " + node.executedHeight());
            tellLinks(node, true);
        }
    }

    private void tellLinks(SimulatedNode node, boolean works) {
        for (SimulatedNode other : nodes) {
            if (other.index() != node.index()) {
                time.after(
                        chance(LINK_NOTICE_MILLIS_MAX) * Timeline.MILLI,
                        () -> other.link(node.index(), works));
            }
        }
    }

    private void heal() {
        chronicle.note(() -> "all is well from now on");
        network.heal();
        treasons = 0;
        for (SimulatedNode node : nodes) {
            node.slowDown(0);
            node.setClock(0);
            if (!gone.contains(node) && present.contains(node.index())) {
                revive(node);
            }
        }
        for (int index = 0; index < seats; index++) {
            submit(new Plan.Submission(time.millis(), index, plan.submissions().size() + index));
        }
    }

    private void recover() {
        long height = oracle.highestExecuted() + BLOCKS_AFTER;
        long end = time.millis() + RECOVERY_MILLIS_MAX;
        long begin = time.millis();
        isRecovering = true;
        int number = plan.submissions().size() + seats;
        while (!isDone(height)) {
            if (time.millis() >= end) {
                throw new Violation(
                        Violation.Kind.LIVENESS,
                        "%d ms after the last fault not all have block %d, or these requests wait: %s, or %d changes of the members%s"
                                .formatted(
                                        RECOVERY_MILLIS_MAX,
                                        height,
                                        oracle.openRequests(),
                                        plan.changes().size() - turnover.done(),
                                        describe()));
            }
            if (time.millis() % (5 * STEP_MILLIS) < STEP_MILLIS) {
                int node = chance(seats);
                submit(new Plan.Submission(time.millis(), node, number++));
            }
            runFor(STEP_MILLIS);
        }
        recoveryMillis = time.millis() - begin;
    }

    private boolean isDone(long height) {
        if (oracle.openCount() > 0 || !turnover.isDone()) {
            return false;
        }
        for (SimulatedNode node : nodes) {
            if (isNeeded(node) && (!node.isUp() || node.certifiedHeight() < height)) {
                return false;
            }
        }
        return true;
    }

    private boolean isNeeded(SimulatedNode node) {
        return node.isHonest() && !gone.contains(node) && isSeated(node);
    }

    /// Nothing is wrong any more, so nobody may be replaced.
    private void stayCalm() {
        if (plan.seed() % CALM_EVERY != 0) {
            return;
        }
        runFor(SETTLING_MILLIS);
        mustStay = true;
        runFor(CALM_MILLIS);
    }

    private void compare() {
        long height = Long.MAX_VALUE;
        for (SimulatedNode node : nodes) {
            if (isNeeded(node)) {
                height = Math.min(height, node.certifiedHeight());
            }
        }
        for (SimulatedNode node : nodes) {
            if (isNeeded(node)) {
                oracle.compare(node.index(), height, node.stateAt(height));
                node.checkProof(height);
            }
        }
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        for (SimulatedNode node : nodes) {
            text.append("\n    ").append(name(node)).append(": ").append(node.describe());
        }
        return text.toString();
    }

    private static String name(SimulatedNode node) {
        return (node.isHonest() ? "validator " : "traitor ") + node.index();
    }

    // What nodes do

    void counted() {
        events++;
    }

    void send(SimulatedNode sender, int peer, Parcel parcel) {
        heard(sender, parcel);
        sendOne(sender, peer, parcel);
    }

    void broadcast(SimulatedNode sender, Parcel parcel) {
        heard(sender, parcel);
        for (int peer = 0; peer < seats; peer++) {
            if (peer != sender.index()) {
                sendOne(sender, peer, parcel);
            }
        }
    }

    /// On the bulk lane; lost like everything else.
    void sendBulk(SimulatedNode sender, int peer, Bytes frame) {
        sends++;
        boolean isFalse = falseStates.filter(fault -> fault.node() == sender.index()).isPresent();
        Bytes sent = isFalse ? falsified(frame) : frame;
        network.send(Parcel.bulk(sender.index(), sent), peer);
    }

    private Bytes falsified(Bytes frame) {
        boolean areOffers = falseStates.orElseThrow().areOffers();
        return switch (TransferMessage.decode(frame)) {
            case TransferMessage.Offer(var manifest, var note) when areOffers ->
                    new TransferMessage.Offer(
                                    new Manifest(
                                            manifest.object(),
                                            manifest.size(),
                                            manifest.blockBytes(),
                                            Hash32.ZERO,
                                            manifest.blockDigests()),
                                    note)
                            .encode();
            case TransferMessage.Block(var object, var version, int block, _, var content)
                    when !areOffers -> {
                byte[] other = content.toArray();
                other[chance(other.length)] ^= (byte) 1;
                yield TransferMessage.Block.of(object, version, block, Bytes.owning(other))
                        .encode();
            }
            default -> frame;
        };
    }

    private void heard(SimulatedNode sender, Parcel parcel) {
        if (sender.isHonest()) {
            oracle.said(sender.index(), parcel.message());
        }
    }

    private void sendOne(SimulatedNode sender, int peer, Parcel parcel) {
        sends++;
        if (!deals(sender, peer)) {
            return;
        }
        if (sender.isHonest() || treasons == 0) {
            network.send(parcel, peer);
            return;
        }
        for (Message sent : traitors.get(sender.index()).alter(parcel.message())) {
            network.send(
                    sent.equals(parcel.message()) ? parcel : Parcel.of(sender.index(), sent), peer);
        }
    }

    /// Each of two twins deals with a part of the others.
    private boolean deals(SimulatedNode node, int peer) {
        if (!plan.areTwins() || node.isHonest()) {
            return true;
        }
        boolean isSecond = nodes.indexOf(node) >= seats;
        return isSecond == ((secondGroup >> peer & 1) == 1);
    }

    private void arrived(int to, Parcel parcel) {
        if (!plan.areTwins()) {
            nodes.get(to).receive(parcel);
            return;
        }
        for (SimulatedNode node : nodes) {
            if (node.index() == to && deals(node, parcel.from())) {
                node.receive(parcel);
            }
        }
    }

    void submitted(SimulatedNode node, Hash32 request) {
        if (node.isHonest() && !isRecovering) {
            oracle.submitted(node.index(), request);
        } else {
            oracle.requested(request);
        }
    }

    /// Somebody asked for something that may be ordered or not.
    void asked(Hash32 request) {
        oracle.requested(request);
    }

    void executed(SimulatedNode node, long height, Hash32 block, List<Hash32> requests) {
        if (node.isHonest()) {
            oracle.executed(node.index(), height, block, requests);
            chronicle.note(() ->
                    "%s has block %d with %d requests"
                            .formatted(name(node), height, requests.size()));
        }
    }

    /// A block decides who agrees on the blocks behind `boundary`.
    void decided(SimulatedNode node, long boundary, ValidatorSet next) {
        if (node.isHonest() && oracle.decided(node.index(), boundary, next)) {
            chronicle.note(() ->
                    "%s has a block that seats %s behind block %d"
                            .formatted(name(node), next.indexes(), boundary));
        }
    }

    void entered(SimulatedNode node, long view, int primary) {
        chronicle.note(() ->
                "%s enters view %d, whose primary is %d".formatted(name(node), view, primary));
        if (mustStay && node.isHonest() && !plan.areTwins()) {
            throw new Violation(
                    Violation.Kind.RESTLESSNESS,
                    "%s enters view %d although nothing is wrong".formatted(name(node), view));
        }
    }

    void halted(SimulatedNode node, String reason) {
        if (node.isHonest()) {
            throw new Violation(Violation.Kind.FAILURE, name(node) + " stops by itself: " + reason);
        }
    }

    void accused(SimulatedNode node, Vote first, Vote second) {
        accused.add(first.signer());
        boolean isTrue = first.contradicts(second) && plan.isTraitor(first.signer());
        if (node.isHonest() && !isTrue) {
            throw new Violation(
                    Violation.Kind.ACCUSATION,
                    "%s accuses validator %d of %s and %s"
                            .formatted(name(node), first.signer(), first, second));
        }
    }

    /// Against whom anybody has proof.
    Set<Integer> accused() {
        return accused;
    }

    /// Whether members change.
    boolean isGoverned() {
        return !plan.changes().isEmpty();
    }

    /// Whether an honest validator may refuse what `from` sent: everything of a traitor, and requests of a
    /// new member while it does not know that one yet.
    boolean mayBeRefused(int from, Message message) {
        return plan.isTraitor(from) || (isGoverned() && message instanceof Message.Forward);
    }

    void rejected(SimulatedNode node, Parcel parcel, Verification.Rejected rejected) {
        if (node.isHonest() && !mayBeRefused(parcel.from(), parcel.message())) {
            throw new Violation(
                    Violation.Kind.ACCUSATION,
                    "%s refuses a message of validator %d: %s, %s"
                            .formatted(
                                    name(node),
                                    rejected.from(),
                                    rejected.reason(),
                                    rejected.detail()));
        }
    }
}
