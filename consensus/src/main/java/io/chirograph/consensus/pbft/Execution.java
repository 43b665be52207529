package io.chirograph.consensus.pbft;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.batch.BatchOutcome;
import io.chirograph.consensus.Batch;
import io.chirograph.proof.Certificate;
import io.chirograph.types.Hash32;
import io.chirograph.types.InvariantViolation;
import java.util.Optional;

/// From decided batches to certified blocks: hands batches to the driver in order, votes for the blocks
/// it makes of them, collects the quorum's votes, and moves the stable checkpoint along. Single-owner.
final class Execution {
    /// A batch's latency moves the mean by one of so many parts.
    private static final int LATENCY_WEIGHT = 8;

    private final int checkpointInterval;
    private final Slots slots;
    private final History history;
    private final Requests requests;
    private final Step step;

    /// Of the batches this replica proposed: how long each took until it was decided.
    private final BatchMetrics proposals;

    private Membership members;
    private Voter voter;
    private long delivered;
    private long executed;
    private Base certified;

    /// When the last batch was delivered, or the next one came closer to it.
    private long progressNanos;

    /// How long batches take from being accepted to being delivered, later ones counting more. Begins high:
    /// whoever has just started is slow.
    private long latencyNanos;

    Execution(
            PbftConfig config,
            Voter voter,
            Slots slots,
            History history,
            Requests requests,
            Step step,
            Base certified) {
        this.members = voter.members();
        this.checkpointInterval = config.checkpointInterval();
        this.voter = voter;
        this.slots = slots;
        this.history = history;
        this.requests = requests;
        this.step = step;
        this.proposals = new BatchMetrics(step.nanos());
        this.certified = certified;
        this.delivered = certified.height();
        this.executed = certified.height();
        this.progressNanos = step.nanos();
        this.latencyNanos = config.viewTimeoutMillis() * Step.NANOS_PER_MILLI;
    }

    /// Takes over a block that was executed before the start.
    void restore(Recovery.Block block) {
        history.restore(block);
        if (block.height() > certified.height()) {
            InvariantViolation.check(
                    block.height() == executed + 1,
                    "recovered block %d follows block %d".formatted(block.height(), executed));
            executed = block.height();
            delivered = block.height();
        }
        if (slots.contains(block.height())) {
            Slot slot = slots.at(block.height());
            slot.execute(block.hash());
            slot.addBody(block.batch());
            if (members.hasVote()) {
                slot.add(voter.vote(Vote.Kind.EXECUTE, 0, block.height(), block.hash()));
            }
        }
    }

    /// From now on others agree.
    void turnTo(Voter next) {
        voter = next;
        members = next.members();
        restartProgress();
    }

    /// Takes in a decided batch that may be delivered now or later.
    void decide(DecidedBatch decided) {
        if (decided.height() <= delivered || !slots.contains(decided.height())) {
            return;
        }
        Slot slot = slots.at(decided.height());
        if (slot.decided().isEmpty()) {
            slot.decide(decided);
            deliverReady();
        }
    }

    private void deliverReady() {
        for (Optional<DecidedBatch> next = nextDecided(); next.isPresent(); next = nextDecided()) {
            Batch batch = next.get().batch();
            delivered++;
            progressNanos = step.nanos();
            learnLatency(delivered);
            History.Selection selection = history.append(batch);
            step.batchesDelivered++;
            step.requestsDelivered += selection.requests().size();
            step.requestsSkipped += selection.skipped().size();
            requests.delivered(batch);
            Slot slot = slots.at(delivered);
            slot.proposal()
                    .filter(vote -> !vote.hash().equals(batch.digest()))
                    .flatMap(vote -> slot.body(vote.hash()))
                    .ifPresent(requests::proposedInVain);
            measure(delivered, selection);
            step.emit(
                    new Effect.Deliver(
                            next.get(),
                            selection.timestampMillis(),
                            selection.requests(),
                            selection.skipped()));
        }
    }

    private void learnLatency(long height) {
        Slot slot = slots.at(height);
        if (slot.proposal().isPresent()) {
            latencyNanos += (step.nanos() - slot.acceptedNanos() - latencyNanos) / LATENCY_WEIGHT;
        }
    }

    /// The batch at `height` was accepted or prepared: if it is the next to be delivered, that is progress.
    /// At most twice a height and view, so a primary gains no more than that by being slow.
    void cameCloser(long height) {
        if (height == delivered + 1) {
            progressNanos = step.nanos();
        }
    }

    /// This replica itself stood still for so long: nobody else is to blame for that time.
    void stoodStill(long nanos) {
        progressNanos = Math.min(progressNanos + nanos, step.nanos());
    }

    long latencyNanos() {
        return latencyNanos;
    }

    private void measure(long height, History.Selection selection) {
        Slot slot = slots.at(height);
        int count = selection.requests().size() + selection.skipped().size();
        boolean isOwn = slot.proposal().filter(vote -> vote.signer() == members.self()).isPresent();
        if (isOwn && count > 0) {
            proposals.record(
                    new BatchOutcome(
                            count,
                            selection.skipped().size(),
                            slot.acceptedNanos(),
                            step.nanos(),
                            requests.count()));
        }
    }

    BatchMetrics.Snapshot proposals() {
        return proposals.snapshot(step.nanos());
    }

    private Optional<DecidedBatch> nextDecided() {
        return slots.find(delivered + 1).flatMap(Slot::decided);
    }

    /// The driver's block is durable: votes for it.
    void executed(long height, Hash32 block) {
        InvariantViolation.check(
                height == executed + 1 && height <= delivered,
                "block %d was executed after block %d, delivered are %d"
                        .formatted(height, executed, delivered));
        executed = height;
        Slot slot = slots.at(height);
        slot.execute(block);
        if (members.hasVote()) {
            Vote vote = voter.vote(Vote.Kind.EXECUTE, 0, height, block);
            slot.add(vote);
            step.broadcast(vote);
        }
        tally(slot);
    }

    /// An execute vote between the watermarks was counted.
    void tally(Slot slot) {
        if (slot.certificate().isEmpty()) {
            slot.agreed(Vote.Kind.EXECUTE, members.quorum().size())
                    .ifPresent(vote ->
                            slot.certify(
                                    new Certificate(
                                            members.setId(),
                                            slot.height(),
                                            vote.hash(),
                                            slot.signatures(Vote.Kind.EXECUTE, 0, vote.hash()))));
        }
        settle(slot);
    }

    /// Takes in a certificate from elsewhere.
    void certificate(Certificate certificate) {
        if (slots.contains(certificate.height())) {
            Slot slot = slots.at(certificate.height());
            if (slot.certificate().isEmpty()) {
                slot.certify(certificate);
            }
            settle(slot);
        }
    }

    /// Compares our block with the certified one, once both are known.
    private void settle(Slot slot) {
        Optional<Hash32> ours = slot.block();
        Optional<Certificate> theirs = slot.certificate();
        if (ours.isEmpty() || theirs.isEmpty()) {
            return;
        }
        if (!ours.get().equals(theirs.get().blockHash())) {
            step.emit(new Effect.Diverged(slot.height(), ours.get(), theirs.get()));
            step.halt();
            return;
        }
        advance();
    }

    private void advance() {
        for (Optional<Slot> next = slots.find(certified.height() + 1);
                next.isPresent()
                        && next.get().block().isPresent()
                        && next.get().certificate().isPresent();
                next = slots.find(certified.height() + 1)) {
            Certificate certificate = next.get().certificate().get();
            if (!certificate.blockHash().equals(next.get().block().get())) {
                settle(next.get());
                return;
            }
            certified = new Base.Certified(certificate);
            step.emit(new Effect.Certified(certificate));
            if (certificate.height() % checkpointInterval == 0) {
                slots.advance(certificate.height());
                step.emit(new Effect.PruneLog(certificate.height()));
            }
        }
    }

    /// Progress is measured from now on.
    void restartProgress() {
        progressNanos = step.nanos();
    }

    long progressNanos() {
        return progressNanos;
    }

    long delivered() {
        return delivered;
    }

    long executed() {
        return executed;
    }

    Base certified() {
        return certified;
    }
}
