package io.chirograph.consensus.pbft;

import io.chirograph.consensus.Request;
import io.chirograph.types.Hash32;
import io.chirograph.types.InvariantViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// One replica of batched PBFT: told what happens, it answers what to do. It has no clock, thread, disk,
/// network or chance of its own, so the same events give the same effects, in a node as in a simulation.
/// Single-owner: one thread at a time.
///
/// ```java
/// PbftReplica replica = new PbftReplica(config, members, key::sign, recovery, now);
/// perform(replica.step(new Event.Started(now)));
/// switch (verifier.verify(peer, bytes)) {               // on any thread
///     case VerifiedMessage message -> perform(replica.step(new Event.Received(now, message)));
///     case Verification.Rejected bad -> perform(replica.step(new Event.Refused(now, bad)));
/// }
/// ```
public final class PbftReplica {
    /// Being late by less is ordinary.
    private static final long STANDSTILL_NANOS_MIN = 50 * Step.NANOS_PER_MILLI;

    private final PbftConfig config;
    private final Step step;
    private final Slots slots;
    private final Requests requests;
    private final Execution execution;

    // Of the validators that agree now, and replaced with them.
    private Voter voter;
    private Agreement agreement;
    private ViewChanges viewChanges;
    private CatchUp catchUp;

    /// Who agrees next, once that is decided.
    private Optional<SetChange> next = Optional.empty();

    /// What was persisted of the time after that change, before a start.
    private List<LogRecord> later = List.of();

    private OptionalLong wakeNanos = OptionalLong.empty();

    /// @param members who agrees on the block behind the one certified last
    /// @param signer the key of `members.own()`
    /// @param recovery what was persisted before; [Recovery#fresh()] at the first start only: a replica
    ///     that lost its records may contradict itself, which others take for cheating
    public PbftReplica(
            PbftConfig config, Membership members, Signer signer, Recovery recovery, Now now) {
        this.config = config;
        voter = new Voter(members, signer);
        Base certified = recovery.certified();
        long stable = certified.height() - certified.height() % config.checkpointInterval();
        step = new Step(now);
        slots = new Slots(config.window(), stable);
        History history = new History(config);
        requests = new Requests(config, members, history, step);
        execution = new Execution(config, voter, slots, history, requests, step, certified);
        recovery.ordered().forEach(history::restore);
        for (Recovery.Block block : recovery.blocks()) {
            execution.restore(block);
        }
        agreement = new Agreement(config, voter, slots, requests, execution, step);
        viewChanges = new ViewChanges(config, voter, slots, requests, execution, agreement, step);
        recovery.changes().forEach(this::decided);
        restore(recovery.log());
        if (next.isPresent()) {
            later = recovery.log();
        }
        catchUp = new CatchUp(config, members, slots, execution, agreement, viewChanges, step);
    }

    /// Others will agree from some height on.
    private void decided(SetChange change) {
        InvariantViolation.check(
                change.height() > execution.certified().height()
                        && next.filter(each -> !each.equals(change)).isEmpty(),
                "validators change after block %d, but %d is certified, and %s decided"
                        .formatted(
                                change.height(),
                                execution.certified().height(),
                                next.map(each -> each.height() + " was").orElse("nothing else")));
        next = Optional.of(change);
        slots.endAt(change.height());
    }

    /// Lets the next validators agree when the last block of these is certified. Nothing of what these said
    /// counts any more: what they decided is certified, and the others begin with a view of their own.
    private void turnIfDue() {
        if (next.isEmpty() || execution.certified().height() < next.get().height()) {
            return;
        }
        SetChange change = next.get();
        next = Optional.empty();
        slots.endAt(Long.MAX_VALUE);
        Membership members = voter.members().after(change);
        voter = new Voter(members, voter.signer());
        execution.turnTo(voter);
        requests.turnTo(members);
        agreement = new Agreement(config, voter, slots, requests, execution, step);
        viewChanges = new ViewChanges(config, voter, slots, requests, execution, agreement, step);
        restore(later);
        later = List.of();
        catchUp = new CatchUp(config, members, slots, execution, agreement, viewChanges, step);
        agreement.resume();
        catchUp.tellAll();
        step.emit(new Effect.SetEntered(change));
    }

    /// Batches first, then the view, then what was said in it.
    private void restore(List<LogRecord> log) {
        long since = voter.members().since();
        for (LogRecord record : log) {
            if (record instanceof LogRecord.BatchBody(long height, var batch)
                    && slots.contains(height)) {
                slots.at(height).addBody(batch);
            }
        }
        for (LogRecord record : log) {
            switch (record) {
                case LogRecord.Changing changing when changing.since() == since ->
                        viewChanges.restore(changing);
                case LogRecord.Entered entered when entered.since() == since ->
                        viewChanges.restore(entered);
                case LogRecord.Changing _, LogRecord.Entered _ -> {}
                case LogRecord.Prepared prepared -> agreement.restore(prepared);
                case LogRecord.BatchBody _, LogRecord.Accepted _ -> {}
            }
        }
        for (LogRecord record : log) {
            if (record instanceof LogRecord.Accepted accepted) {
                agreement.restore(accepted);
            }
        }
    }

    /// Takes one event.
    /// @return what to do, in this order; see [Effect] for the one rule
    public List<Effect> step(Event event) {
        if (step.isHalted()) {
            return List.of();
        }
        step.begin(event.now());
        noticeStandstill();
        long delivered = execution.delivered();
        long stable = slots.low();
        handle(event);
        if (!step.isHalted()) {
            turnIfDue();
            if (slots.low() > stable) {
                agreement.acceptAgain();
                catchUp.fetch();
            }
            if (execution.delivered() > delivered) {
                viewChanges.progressed();
            }
            followTime();
        }
        return step.finish();
    }

    /// The next event comes no later than the wished time, unless this node stood still.
    private void noticeStandstill() {
        long late = wakeNanos.isPresent() ? step.nanos() - wakeNanos.getAsLong() : 0;
        if (late > STANDSTILL_NANOS_MIN) {
            execution.stoodStill(late);
        }
    }

    private void handle(Event event) {
        switch (event) {
            case Event.Started _ -> agreement.resume();
            case Event.Tick _ -> {}
            case Event.Submitted(_, Request request) ->
                    requests.submit(request, agreement.primary());
            case Event.Received(_, VerifiedMessage message) ->
                    receive(message.from(), message.message());
            case Event.Refused(_, Verification.Rejected rejected) -> step.refuse(rejected.reason());
            case Event.Executed(_, long height, Hash32 block) -> execution.executed(height, block);
            case Event.SetDecided(_, SetChange change) -> decided(change);
            case Event.PeerUp(_, int peer) -> {
                viewChanges.linkWorks(peer);
                catchUp.tell(peer);
            }
            case Event.PeerDown(_, int peer) -> viewChanges.linkBroke(peer);
        }
    }

    private void receive(int from, Message message) {
        switch (message) {
            case Message.Proposal proposal -> agreement.receive(proposal);
            case Vote vote -> agreement.receive(vote);
            case ViewChange change -> viewChanges.receive(change);
            case NewView newView -> viewChanges.receive(newView);
            case Message.Forward(List<Request> forwarded) -> requests.forwarded(forwarded);
            case Message.Status status -> catchUp.receive(from, status);
            case Message.FetchBlocks fetch -> catchUp.receive(from, fetch);
            case Message.Blocks blocks -> catchUp.receive(from, blocks);
            case Message.FetchBatch fetch -> catchUp.receive(from, fetch);
            case Message.BatchCopy copy -> agreement.receive(copy);
        }
    }

    /// Does what is due by now, whatever the event was.
    private void followTime() {
        boolean isRoundDue = step.isPast(catchUp.statusNanos());
        if (viewChanges.suspectIfDue() && !isRoundDue) {
            catchUp.tellAll();
        }
        viewChanges.changeIfWanted();
        agreement.propose();
        requests.share(agreement.primary());
        if (isRoundDue) {
            requests.expire();
            catchUp.round();
        }
        long wake = nextNanos();
        if (wakeNanos.isEmpty() || wakeNanos.getAsLong() != wake) {
            wakeNanos = OptionalLong.of(wake);
            step.emit(new Effect.WakeAt(wake));
        }
    }

    private long nextNanos() {
        long next = earlier(catchUp.statusNanos(), agreement.proposeNanos());
        next = earlier(next, requests.shareNanos());
        return earlier(next, viewChanges.suspectNanos());
    }

    private static long earlier(long nanos, OptionalLong due) {
        return due.isPresent() && due.getAsLong() - nanos < 0 ? due.getAsLong() : nanos;
    }

    /// Where the replica stands.
    public Snapshot snapshot() {
        List<Snapshot.BatchStatus> batches = new ArrayList<>();
        for (Slot slot : slots.above(slots.low())) {
            batches.add(statusOf(slot));
        }
        return new Snapshot(
                agreement.view(),
                viewChanges.phase(),
                agreement.primary(),
                execution.delivered(),
                execution.executed(),
                execution.certified().height(),
                slots.low(),
                slots.high(),
                requests.count(),
                requests.bytes(),
                batches,
                catchUp.heights(),
                execution.proposals(),
                step.counters());
    }

    private Snapshot.BatchStatus statusOf(Slot slot) {
        Optional<Hash32> digest =
                slot.decided()
                        .map(decided -> decided.batch().digest())
                        .or(() -> slot.proposal().map(Vote::hash));
        int count = digest.flatMap(slot::body).map(batch -> batch.requests().size()).orElse(0);
        return new Snapshot.BatchStatus(
                slot.height(), stateOf(slot), digest.orElse(Hash32.ZERO), count);
    }

    private Snapshot.BatchState stateOf(Slot slot) {
        if (slot.block().isPresent()) {
            return Snapshot.BatchState.EXECUTED;
        }
        if (slot.decided().isPresent()) {
            return Snapshot.BatchState.COMMITTED;
        }
        if (slot.proposal().isEmpty()) {
            return Snapshot.BatchState.PENDING;
        }
        long view = slot.proposal().get().view();
        return slot.prepared().filter(proof -> proof.view() == view).isPresent()
                ? Snapshot.BatchState.PREPARED
                : Snapshot.BatchState.PRE_PREPARED;
    }
}
