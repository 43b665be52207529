package io.chirograph.consensus.pbft;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// When to give up a primary, and how the next one begins (Castro and Liskov, OSDI 1999, section 4.4),
/// with one phase before: a replica that lacks progress first says so in its status, and votes for the
/// next view only when [io.chirograph.types.Quorum#oneHonest()] replicas say so or have voted already.
/// So a single replica with a bad link never leaves a view that works for the others, which it could not
/// take part in again. Whenever all honest replicas lack progress, enough of them say so.
///
/// Time without progress is counted from the latest of the last delivered batch, the moment when the next one
/// was accepted or prepared, and the moment since when there is work. It is a few times what batches take
/// lately, so that a machine that is slow does not take its primary for dead, but within limits, so that a
/// primary gains little by being slow; and it doubles for each view in a row that delivered nothing, up to
/// another limit. Time in which this replica itself stood still does not count. A replica that
/// waits for a view counts only once a quorum waits for it or a later one, so a minority cut off from the
/// others does not run ahead. Single-owner.
final class ViewChanges {
    private static final int DOUBLINGS_MAX = 20;

    /// A batch may take so many times what batches take on average.
    private static final int LATENCIES_TO_WAIT = 4;

    /// How many times the configured timeout a slow network makes of it at most.
    private static final int SLOWNESS_MAX = 4;

    private final PbftConfig config;
    private final Membership members;
    private final Signer signer;
    private final Slots slots;
    private final Requests requests;
    private final Execution execution;
    private final Agreement agreement;
    private final Step step;

    /// The vote for the highest view of each validator.
    private final SortedMap<Integer, ViewChange> votes = new TreeMap<>();

    /// Who suspects the primary of which view, by its last status.
    private final SortedMap<Integer, Long> suspectedViews = new TreeMap<>();

    /// Validators whose link is broken, and since when.
    private final SortedMap<Integer, Long> brokenLinks = new TreeMap<>();

    private @Nullable NewView newView;
    private boolean suspects;
    private int fruitlessViews;

    /// What was delivered when the view began.
    private long deliveredBefore;

    /// Since when a quorum waits for the view or a later one; only while inactive.
    private OptionalLong quorumNanos = OptionalLong.empty();

    ViewChanges(
            PbftConfig config,
            Voter voter,
            Slots slots,
            Requests requests,
            Execution execution,
            Agreement agreement,
            Step step) {
        this.config = config;
        this.members = voter.members();
        this.signer = voter.signer();
        this.slots = slots;
        this.requests = requests;
        this.execution = execution;
        this.agreement = agreement;
        this.step = step;
        this.deliveredBefore = execution.delivered();
    }

    void restore(LogRecord.Changing record) {
        agreement.leaveFor(record.own().view());
        votes.put(members.self(), record.own());
    }

    void restore(LogRecord.Entered record) {
        newView = record.newView();
        agreement.enter(newView, NewViewPlan.of(newView.changes()));
    }

    Message.Phase phase() {
        if (agreement.isActive()) {
            return suspects ? Message.Phase.SUSPECTING : Message.Phase.ACTIVE;
        }
        return suspects ? Message.Phase.CHANGING_SUSPECTING : Message.Phase.CHANGING;
    }

    /// The message that began the current view; empty in view 0 and while inactive.
    Optional<NewView> newView() {
        return agreement.isActive() ? Optional.ofNullable(newView) : Optional.empty();
    }

    /// This replica's vote for the view it waits for.
    Optional<ViewChange> ownVote() {
        return agreement.isActive()
                ? Optional.empty()
                : Optional.ofNullable(votes.get(members.self()));
    }

    void linkBroke(int peer) {
        brokenLinks.putIfAbsent(peer, step.nanos());
        if (peer == agreement.primary()) {
            requests.shareNow();
        }
    }

    void linkWorks(int peer) {
        brokenLinks.remove(peer);
    }

    /// A batch was delivered: the primary does its work.
    void progressed() {
        if (execution.delivered() > deliveredBefore) {
            fruitlessViews = 0;
            suspects = suspects && !agreement.isActive();
        }
    }

    /// When this replica begins to suspect the primary; empty while it does already, or may not yet.
    OptionalLong suspectNanos() {
        if (suspects || !members.hasVote()) {
            return OptionalLong.empty();
        }
        OptionalLong deadline =
                agreement.isActive() ? activeDeadline() : waitingDeadline(timeoutNanos());
        Long brokenSince = brokenLinks.get(agreement.primary());
        if (brokenSince == null || (deadline.isEmpty() && !agreement.isActive())) {
            return deadline;
        }
        long since = later(brokenSince, execution.progressNanos());
        long early = since + config.linkDownMillis() * Step.NANOS_PER_MILLI;
        return OptionalLong.of(deadline.isPresent() ? earlier(deadline.getAsLong(), early) : early);
    }

    private long timeoutNanos() {
        long least = config.viewTimeoutMillis() * Step.NANOS_PER_MILLI;
        long usual =
                Math.min(
                        Math.max(least, LATENCIES_TO_WAIT * execution.latencyNanos()),
                        SLOWNESS_MAX * least);
        long nanos = usual << Math.min(fruitlessViews, DOUBLINGS_MAX);
        return Math.min(nanos, config.viewTimeoutMillisMax() * Step.NANOS_PER_MILLI);
    }

    private OptionalLong waitingDeadline(long timeoutNanos) {
        return quorumNanos.isPresent()
                ? OptionalLong.of(quorumNanos.getAsLong() + timeoutNanos)
                : quorumNanos;
    }

    private OptionalLong activeDeadline() {
        if (execution.delivered() >= slots.high()) {
            // The window is full: blocks are waited for, not the primary.
            return OptionalLong.empty();
        }
        long progress = execution.progressNanos();
        long work = progress + config.emptyBlockMillis() * Step.NANOS_PER_MILLI;
        work = earlier(work, requests.oldestNanos().orElse(work));
        work = earlier(work, agreement.inFlightNanos().orElse(work));
        long deadline = later(progress, work) + timeoutNanos();
        OptionalLong passedOver = requests.passedOverNanos();
        if (passedOver.isPresent()) {
            long patience = config.requestTimeoutMillis() * Step.NANOS_PER_MILLI;
            deadline = earlier(deadline, passedOver.getAsLong() + patience);
        }
        return OptionalLong.of(deadline);
    }

    private static long earlier(long nanos, long otherNanos) {
        return nanos - otherNanos <= 0 ? nanos : otherNanos;
    }

    private static long later(long nanos, long otherNanos) {
        return nanos - otherNanos >= 0 ? nanos : otherNanos;
    }

    /// Suspects the primary if it is time to.
    /// @return whether others are to be told
    boolean suspectIfDue() {
        OptionalLong due = suspectNanos();
        if (due.isEmpty() || !step.isPast(due.getAsLong())) {
            return false;
        }
        suspects = true;
        return true;
    }

    /// Where a peer stands.
    void heard(int peer, Message.Status status) {
        if (status.phase().suspects() && members.isSeated(peer)) {
            suspectedViews.put(peer, status.view());
        } else {
            suspectedViews.remove(peer);
        }
    }

    /// Votes for a higher view if enough others want to leave this one.
    void changeIfWanted() {
        if (!members.hasVote()) {
            return;
        }
        long view = agreement.view();
        if (!suspects && suspectedViews.isEmpty() && nobodyAhead(view)) {
            return;
        }
        SortedSet<Integer> leaving = new TreeSet<>();
        if (suspects) {
            leaving.add(members.self());
        }
        suspectedViews.forEach((peer, suspected) -> {
            if (suspected == view) {
                leaving.add(peer);
            }
        });
        List<Long> higherViews = new ArrayList<>();
        votes.forEach((peer, vote) -> {
            if (vote.view() > view) {
                leaving.add(peer);
                higherViews.add(vote.view());
            }
        });
        int enough = members.quorum().oneHonest();
        if (leaving.size() < enough) {
            return;
        }
        higherViews.sort(Comparator.reverseOrder());
        long next = higherViews.size() < enough ? view + 1 : higherViews.get(enough - 1);
        voteFor(next);
    }

    private boolean nobodyAhead(long view) {
        for (ViewChange vote : votes.values()) {
            if (vote.view() > view) {
                return false;
            }
        }
        return true;
    }

    private void voteFor(long view) {
        if (execution.delivered() == deliveredBefore) {
            fruitlessViews = Math.min(fruitlessViews + 1, DOUBLINGS_MAX);
        }
        deliveredBefore = execution.delivered();
        suspects = false;
        quorumNanos = OptionalLong.empty();
        agreement.leaveFor(view);
        requests.leaveView();
        ViewChange own = ownChange(view);
        step.viewChanges++;
        step.persist(new LogRecord.Changing(members.since(), own));
        step.broadcast(own);
        votes.put(members.self(), own);
        voted();
    }

    private ViewChange ownChange(long view) {
        Base base = execution.certified();
        List<PreparedProof> prepared = new ArrayList<>();
        for (Slot slot : slots.above(base.height())) {
            slot.prepared().ifPresent(prepared::add);
        }
        return ViewChange.sign(members, signer, view, base, prepared);
    }

    /// A vote for a view came from the network.
    void receive(ViewChange change) {
        ViewChange previous = votes.get(change.signer());
        if (change.signer() == members.self()
                || !isOfThisSet(change)
                || (previous != null && previous.view() >= change.view())) {
            return;
        }
        votes.put(change.signer(), change);
        voted();
    }

    /// Whether those voted who agree here now: each set counts its own views.
    private boolean isOfThisSet(ViewChange change) {
        return change.base().height() >= members.since() && change.base().height() < slots.end();
    }

    private void voted() {
        if (agreement.isActive()) {
            return;
        }
        List<ViewChange> forView = new ArrayList<>();
        int waiting = 0;
        for (ViewChange vote : votes.values()) {
            if (vote.view() >= agreement.view()) {
                waiting++;
            }
            if (vote.view() == agreement.view()) {
                forView.add(vote);
            }
        }
        int quorum = members.quorum().size();
        if (waiting >= quorum && quorumNanos.isEmpty()) {
            quorumNanos = OptionalLong.of(step.nanos());
        }
        if (forView.size() >= quorum && agreement.isPrimary()) {
            begin(forView);
        }
    }

    /// Begins the view as its primary.
    private void begin(List<ViewChange> changes) {
        long view = agreement.view();
        NewView signed = NewView.sign(members, signer, view, changes);
        step.persist(new LogRecord.Entered(members.since(), signed));
        step.broadcast(signed);
        enter(signed, NewViewPlan.of(changes));
    }

    /// The start of a view came from the network.
    void receive(NewView received) {
        boolean isAwaited =
                received.view() > agreement.view()
                        || (received.view() == agreement.view() && !agreement.isActive());
        if (isAwaited && received.changes().stream().allMatch(this::isOfThisSet)) {
            step.persist(new LogRecord.Entered(members.since(), received));
            enter(received, NewViewPlan.of(received.changes()));
        }
    }

    private void enter(NewView entered, NewViewPlan plan) {
        newView = entered;
        suspects = false;
        quorumNanos = OptionalLong.empty();
        deliveredBefore = execution.delivered();
        execution.restartProgress();
        agreement.enter(entered, plan);
        if (plan.base() instanceof Base.Certified(var certificate)) {
            execution.certificate(certificate);
        }
        requests.enterView(agreement.primary(), agreement.proposedAgain());
        step.viewsEntered++;
        step.emit(new Effect.ViewEntered(agreement.view(), agreement.primary()));
    }
}
