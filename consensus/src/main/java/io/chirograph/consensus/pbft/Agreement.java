package io.chirograph.consensus.pbft;

import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.crypto.Signature;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/// The three phases within one view: propose, prepare, commit, for several heights at once. Takes part
/// only while active; counts commit votes and hands on what is decided always. Single-owner.
final class Agreement {
    private final PbftConfig config;
    private final Membership members;
    private final Voter voter;
    private final Slots slots;
    private final Requests requests;
    private final Execution execution;
    private final Step step;

    private long view;
    private boolean isActive = true;

    /// What the view began with, ascending; no proposal for these heights comes but these.
    private List<Vote> again = List.of();

    /// Everything up to here was decided, or proposed again, when the view began.
    private long viewBase;

    /// The primary's next height; heights above the last proposal.
    private long nextHeight;

    private long proposedNanos;

    Agreement(
            PbftConfig config,
            Voter voter,
            Slots slots,
            Requests requests,
            Execution execution,
            Step step) {
        this.config = config;
        this.members = voter.members();
        this.voter = voter;
        this.slots = slots;
        this.requests = requests;
        this.execution = execution;
        this.step = step;
        this.nextHeight = execution.delivered() + 1;
        this.proposedNanos = step.nanos() - blockIntervalNanos();
    }

    private long blockIntervalNanos() {
        return config.blockIntervalMillis() * Step.NANOS_PER_MILLI;
    }

    long view() {
        return view;
    }

    boolean isActive() {
        return isActive;
    }

    int primary() {
        return members.primary(view);
    }

    boolean isPrimary() {
        return primary() == members.self();
    }

    /// Takes no part in this view or one below any more.
    void leaveFor(long higherView) {
        view = higherView;
        isActive = false;
        again = List.of();
    }

    /// Begins `newView` with what its plan proposes again.
    void enter(NewView newView, NewViewPlan plan) {
        view = newView.view();
        isActive = true;
        again = plan.proposals(newView);
        viewBase = plan.lastHeight();
        nextHeight = Math.max(viewBase, execution.delivered()) + 1;
        proposedNanos = step.nanos() - blockIntervalNanos();
        acceptAgain();
    }

    /// Accepts what the view proposes again, as far as the watermarks allow by now.
    void acceptAgain() {
        for (Vote proposal : again) {
            if (slots.contains(proposal.height())) {
                Slot slot = slots.at(proposal.height());
                if (slot.proposalOf(view).isEmpty()) {
                    slot.accept(proposal, step.nanos());
                    prepare(slot);
                }
            }
        }
    }

    /// The batches the view proposes again, as far as they are here.
    List<Batch> proposedAgain() {
        List<Batch> batches = new ArrayList<>();
        for (Vote proposal : again) {
            slots.find(proposal.height())
                    .flatMap(slot -> slot.body(proposal.hash()))
                    .ifPresent(batches::add);
        }
        return batches;
    }

    /// When this replica has to propose; empty when it is not its turn.
    OptionalLong proposeNanos() {
        if (!isActive || !isPrimary() || !slots.contains(nextHeight)) {
            return OptionalLong.empty();
        }
        long soonest = proposedNanos + blockIntervalNanos();
        long latest = proposedNanos + config.emptyBlockMillis() * Step.NANOS_PER_MILLI;
        OptionalLong due = requests.dueNanos();
        if (due.isEmpty() || due.getAsLong() - latest > 0) {
            return OptionalLong.of(latest);
        }
        return OptionalLong.of(due.getAsLong() - soonest > 0 ? due.getAsLong() : soonest);
    }

    /// Proposes the next batch if its time has come.
    void propose() {
        OptionalLong due = proposeNanos();
        if (due.isEmpty() || !step.isPast(due.getAsLong())) {
            return;
        }
        List<Request> chosen = requests.take(step.wallMillis());
        long emptyNanos = proposedNanos + config.emptyBlockMillis() * Step.NANOS_PER_MILLI;
        if (chosen.isEmpty() && !step.isPast(emptyNanos)) {
            return;
        }
        Batch batch = new Batch(members.address(members.self()), step.wallMillis(), chosen);
        Vote vote = voter.vote(Vote.Kind.PROPOSE, view, nextHeight, batch.digest());
        Slot slot = slots.at(nextHeight);
        nextHeight++;
        proposedNanos = step.nanos();
        step.batchesProposed++;
        accept(slot, vote, batch);
        step.broadcast(new Message.Proposal(vote, batch));
        advance(slot);
    }

    private void accept(Slot slot, Vote vote, Batch batch) {
        slot.addBody(batch);
        slot.accept(vote, step.nanos());
        execution.cameCloser(slot.height());
        step.persist(new LogRecord.BatchBody(slot.height(), batch));
        step.persist(new LogRecord.Accepted(vote));
        requests.proposed(batch);
    }

    /// A proposal came from the network.
    void receive(Message.Proposal proposal) {
        Vote vote = proposal.vote();
        Batch batch = proposal.batch();
        if (vote.view() != view || !slots.contains(vote.height())) {
            return;
        }
        Slot slot = slots.at(vote.height());
        Optional<Vote> accepted = slot.proposalOf(view);
        if (accepted.isPresent()) {
            if (accepted.get().contradicts(vote)) {
                accuse(slot, accepted.get(), vote);
            }
            return;
        }
        if (!isActive || isPrimary() || vote.height() <= viewBase) {
            return;
        }
        if (Math.abs(batch.timestampMillis() - step.wallMillis()) > config.clockSkewMillisMax()) {
            refuse(vote, Refusal.CLOCK_SKEW);
            return;
        }
        accept(slot, vote, batch);
        prepare(slot);
    }

    private void refuse(Vote vote, Refusal reason) {
        step.refuse(reason);
        step.emit(new Effect.ProposalRefused(vote.signer(), vote.view(), vote.height(), reason));
    }

    private void accuse(Slot slot, Vote first, Vote second) {
        if (slot.accuse(second)) {
            step.accuse(first, second);
        }
    }

    /// Votes for the accepted proposal if its batch is here, and goes as far as the votes allow.
    private void prepare(Slot slot) {
        Optional<Vote> proposal = slot.proposalOf(view);
        if (isActive
                && members.hasVote()
                && !isPrimary()
                && proposal.isPresent()
                && slot.body(proposal.get().hash()).isPresent()) {
            Vote vote = voter.vote(Vote.Kind.PREPARE, view, slot.height(), proposal.get().hash());
            if (slot.add(vote) == Slot.Outcome.COUNTED) {
                step.broadcast(vote);
            }
        }
        advance(slot);
    }

    /// A vote came from the network.
    void receive(Vote vote) {
        if (!slots.contains(vote.height()) || vote.signer() == members.self()) {
            return;
        }
        if (vote.kind() == Vote.Kind.PREPARE && vote.signer() == members.primary(vote.view())) {
            return;
        }
        Slot slot = slots.at(vote.height());
        switch (slot.add(vote)) {
            case KNOWN -> {}
            case CONTRADICTS ->
                    slot.voteOf(vote.kind(), vote.signer())
                            .ifPresent(first -> accuse(slot, first, vote));
            case COUNTED -> {
                if (vote.kind() == Vote.Kind.EXECUTE) {
                    execution.tally(slot);
                } else {
                    advance(slot);
                }
            }
        }
    }

    /// A batch asked for by its digest came.
    void receive(Message.BatchCopy copy) {
        Optional<Slot> slot = slots.find(copy.height());
        boolean isWanted =
                slot.flatMap(this::missingBody).filter(copy.batch().digest()::equals).isPresent();
        if (slot.isPresent() && isWanted) {
            slot.get().addBody(copy.batch());
            step.persist(new LogRecord.BatchBody(copy.height(), copy.batch()));
            requests.proposed(copy.batch());
            prepare(slot.get());
        }
    }

    /// The digest of the batch that this height needs and this replica lacks.
    Optional<Hash32> missingBody(Slot slot) {
        if (slot.decided().isPresent() || slot.height() <= execution.delivered()) {
            return Optional.empty();
        }
        return agreedCommit(slot)
                .or(() -> slot.proposalOf(view))
                .map(Vote::hash)
                .filter(digest -> slot.body(digest).isEmpty());
    }

    private Optional<Vote> agreedCommit(Slot slot) {
        return slot.agreed(Vote.Kind.COMMIT, members.quorum().size());
    }

    private void advance(Slot slot) {
        commitIfPrepared(slot);
        if (slot.decided().isPresent() || slot.height() <= execution.delivered()) {
            return;
        }
        Optional<Vote> agreed = agreedCommit(slot);
        if (agreed.isEmpty()) {
            return;
        }
        long decidedView = agreed.get().view();
        Hash32 digest = agreed.get().hash();
        slot.body(digest)
                .ifPresent(batch ->
                        execution.decide(
                                new DecidedBatch(
                                        slot.height(),
                                        decidedView,
                                        batch,
                                        slot.signatures(Vote.Kind.COMMIT, decidedView, digest))));
    }

    private void commitIfPrepared(Slot slot) {
        Optional<Vote> proposal = slot.proposalOf(view);
        if (!isActive
                || !members.hasVote()
                || proposal.isEmpty()
                || slot.body(proposal.get().hash()).isEmpty()
                || slot.prepared().filter(proof -> proof.view() >= view).isPresent()) {
            return;
        }
        Hash32 digest = proposal.get().hash();
        if (slot.count(Vote.Kind.PREPARE, view, digest) < members.quorum().size() - 1) {
            return;
        }
        SortedMap<Integer, Signature> prepares = slot.signatures(Vote.Kind.PREPARE, view, digest);
        PreparedProof proof =
                new PreparedProof(
                        view, slot.height(), digest, proposal.get().signature(), prepares);
        slot.prepare(proof);
        execution.cameCloser(slot.height());
        step.persist(new LogRecord.Prepared(proof));
        Vote commit = voter.vote(Vote.Kind.COMMIT, view, slot.height(), digest);
        slot.add(commit);
        step.broadcast(commit);
    }

    /// Takes over what this replica said before it stopped, once the view is restored.
    void restore(LogRecord.Accepted record) {
        Vote proposal = record.proposal();
        if (proposal.view() != view || !isActive || !slots.contains(proposal.height())) {
            return;
        }
        Slot slot = slots.at(proposal.height());
        if (slot.proposalOf(view).isPresent()) {
            return;
        }
        slot.accept(proposal, step.nanos());
        nextHeight = Math.max(nextHeight, proposal.height() + 1);
        if (!isPrimary() && members.hasVote()) {
            slot.add(voter.vote(Vote.Kind.PREPARE, view, slot.height(), proposal.hash()));
        }
    }

    void restore(LogRecord.Prepared record) {
        PreparedProof proof = record.proof();
        if (members.hasVote() && slots.contains(proof.height())) {
            Slot slot = slots.at(proof.height());
            slot.prepare(proof);
            slot.add(voter.vote(Vote.Kind.COMMIT, proof.view(), proof.height(), proof.digest()));
        }
    }

    /// Goes on after the start with what was restored.
    void resume() {
        List<Slot> open = new ArrayList<>();
        slots.above(execution.delivered()).forEach(open::add);
        open.forEach(this::prepare);
    }

    /// What this replica proposed for a height, for someone who may have missed it.
    Optional<Message.Proposal> ownProposal(Slot slot) {
        if (!isActive || !isPrimary() || slot.height() <= viewBase) {
            return Optional.empty();
        }
        return slot.proposalOf(view)
                .flatMap(vote ->
                        slot.body(vote.hash()).map(batch -> new Message.Proposal(vote, batch)));
    }

    /// This replica's votes for a batch at a height, for someone who may have missed them.
    List<Vote> ownVotes(Slot slot) {
        List<Vote> own = new ArrayList<>();
        slot.voteOf(Vote.Kind.PREPARE, members.self()).ifPresent(own::add);
        slot.voteOf(Vote.Kind.COMMIT, members.self()).ifPresent(own::add);
        return own;
    }

    /// Since when the oldest undelivered proposal is here.
    OptionalLong inFlightNanos() {
        for (Slot slot : slots.above(execution.delivered())) {
            if (slot.proposalOf(view).isPresent()) {
                return OptionalLong.of(slot.acceptedNanos());
            }
        }
        return OptionalLong.empty();
    }
}
