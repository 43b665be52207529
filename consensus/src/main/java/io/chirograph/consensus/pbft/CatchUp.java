package io.chirograph.consensus.pbft;

import io.chirograph.proof.Certificate;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Makes good what the network lost. Everyone tells regularly where it stands; who sees that another one
/// has not moved since its last status sends its own messages for the heights the other needs next, and
/// who sees that it is behind fetches decided batches and certificates from the others' archives. So any
/// message may be lost at any time, and a reconnect or a restart needs nothing special. Single-owner.
final class CatchUp {
    private static final int HEIGHTS_SENT_AGAIN_MAX = 16;
    private static final int ROUNDS_MAX = 8;

    private final PbftConfig config;
    private final Membership members;
    private final Slots slots;
    private final Execution execution;
    private final Agreement agreement;
    private final ViewChanges viewChanges;
    private final Step step;

    /// The last status of each peer.
    private final SortedMap<Integer, Message.Status> statuses = new TreeMap<>();

    /// For how many statuses a peer has delivered nothing.
    private final SortedMap<Integer, Integer> idleRounds = new TreeMap<>();

    private long statusNanos;
    private long deliveredBefore;
    private long certifiedBefore;

    /// Whom to ask next.
    private int turn;

    private boolean isFetching;
    private long fetchDeadlineNanos;

    CatchUp(
            PbftConfig config,
            Membership members,
            Slots slots,
            Execution execution,
            Agreement agreement,
            ViewChanges viewChanges,
            Step step) {
        this.config = config;
        this.members = members;
        this.slots = slots;
        this.execution = execution;
        this.agreement = agreement;
        this.viewChanges = viewChanges;
        this.step = step;
        this.turn = members.self();
        this.statusNanos = step.nanos();
        this.deliveredBefore = execution.delivered();
        this.certifiedBefore = execution.certified().height();
    }

    /// When to tell where this replica stands.
    long statusNanos() {
        return statusNanos;
    }

    private Message.Status status() {
        return new Message.Status(
                agreement.view(),
                viewChanges.phase(),
                execution.delivered(),
                execution.executed(),
                execution.certified().height());
    }

    void tellAll() {
        step.broadcast(status());
    }

    void tell(int peer) {
        step.send(peer, status());
    }

    /// The regular round, which is due at [#statusNanos()].
    void round() {
        statusNanos = step.nanos() + config.statusMillis() * Step.NANOS_PER_MILLI;
        tellAll();
        fetchBodies();
        boolean isStuck =
                execution.delivered() == deliveredBefore
                        || execution.certified().height() == certifiedBefore;
        deliveredBefore = execution.delivered();
        certifiedBefore = execution.certified().height();
        boolean mayAsk = !isFetching || step.isPast(fetchDeadlineNanos);
        if (isStuck && mayAsk) {
            fetch();
        }
    }

    private void fetchBodies() {
        for (Slot slot : slots.above(execution.delivered())) {
            agreement
                    .missingBody(slot)
                    .ifPresent(digest ->
                            step.send(nextPeer(), new Message.FetchBatch(slot.height(), digest)));
        }
    }

    private int nextPeer() {
        do {
            turn = (turn + 1) % members.size();
        } while (turn == members.self() && members.size() > 1);
        return turn;
    }

    /// Asks one of those that are ahead, each in its turn, for the heights missing here.
    private void fetch() {
        isFetching = false;
        for (int i = 1; i < members.size(); i++) {
            int peer = nextPeer();
            Message.Status status = statuses.get(peer);
            if (status != null && isAhead(status)) {
                fetchFrom(peer);
                return;
            }
        }
    }

    private boolean isAhead(Message.Status status) {
        boolean hasBatches =
                status.executed() > execution.delivered()
                        && slots.contains(execution.delivered() + 1);
        boolean hasCertificates =
                status.certified() > execution.certified().height() && lacksCertificates();
        return hasBatches || hasCertificates;
    }

    private boolean lacksCertificates() {
        return execution.executed() > execution.certified().height();
    }

    private void fetchFrom(int peer) {
        long known = lacksCertificates() ? execution.certified().height() : execution.delivered();
        long count = Math.min(slots.high() - known, MessageCodec.HEIGHTS_MAX);
        if (count > 0) {
            isFetching = true;
            fetchDeadlineNanos = step.nanos() + config.viewTimeoutMillis() * Step.NANOS_PER_MILLI;
            step.send(peer, new Message.FetchBlocks(known + 1, (int) count));
        }
    }

    /// There is room for more heights: while far behind, asks for them at once.
    void goOn() {
        long far = execution.delivered() + config.checkpointInterval();
        boolean isFarBehind =
                statuses.values().stream().anyMatch(status -> status.executed() > far);
        if (isFarBehind && !isFetching) {
            fetch();
        }
    }

    /// A peer's archive answered.
    void receive(int from, Message.Blocks blocks) {
        long before = execution.delivered() + execution.certified().height();
        for (DecidedBatch decided : blocks.batches()) {
            if (decided.height() > execution.delivered()) {
                step.blocksFetched++;
            }
            execution.decide(decided);
        }
        for (Certificate certificate : blocks.certificates()) {
            execution.certificate(certificate);
        }
        boolean hasMoved = execution.delivered() + execution.certified().height() > before;
        isFetching = false;
        Message.Status status = statuses.get(from);
        if (hasMoved && status != null && status.executed() > execution.delivered()) {
            fetchFrom(from);
        }
    }

    void receive(int from, Message.FetchBlocks fetch) {
        long first = Math.max(1, fetch.from());
        if (first <= execution.executed() && fetch.count() > 0) {
            step.emit(new Effect.Serve(from, first, fetch.count(), config.messageBytesMax() / 2));
        }
    }

    void receive(int from, Message.FetchBatch fetch) {
        slots.find(fetch.height())
                .flatMap(slot -> slot.body(fetch.digest()))
                .ifPresent(batch -> step.send(from, new Message.BatchCopy(fetch.height(), batch)));
    }

    /// A peer tells where it stands: helps it with what it seems to miss.
    void receive(int from, Message.Status status) {
        Optional<Message.Status> previous = Optional.ofNullable(statuses.put(from, status));
        viewChanges.heard(from, status);
        helpIntoView(from, status);
        if (previous.isEmpty()) {
            return;
        }
        if (previous.get().delivered() == status.delivered()) {
            int rounds = idleRounds.merge(from, 1, Integer::sum);
            sendVotesAgain(from, status.delivered(), rounds);
        } else {
            idleRounds.remove(from);
        }
        if (previous.get().certified() == status.certified()) {
            sendExecuteVotesAgain(from, status.certified());
        }
    }

    private void helpIntoView(int peer, Message.Status status) {
        boolean isBehind =
                status.view() < agreement.view()
                        || (status.view() == agreement.view() && !status.phase().isActive());
        if (isBehind) {
            viewChanges.newView().ifPresent(newView -> sendAgain(peer, newView));
            viewChanges.ownVote().ifPresent(vote -> sendAgain(peer, vote));
        }
    }

    /// Votes are small and sent in every round; proposals may be large, and are sent ever more rarely
    /// to a peer that does not move, and only so many at once.
    private void sendVotesAgain(int peer, long above, int rounds) {
        boolean withProposals = Integer.bitCount(rounds) == 1 || rounds % ROUNDS_MAX == 0;
        long room = withProposals ? config.batchBytesMax() : 0;
        for (Slot slot : slots.above(above)) {
            if (slot.height() > above + HEIGHTS_SENT_AGAIN_MAX) {
                return;
            }
            Optional<Message.Proposal> proposal =
                    room > 0 ? agreement.ownProposal(slot) : Optional.empty();
            if (proposal.isPresent()) {
                room -= proposal.get().batch().sizeBytes();
                sendAgain(peer, proposal.get());
            }
            agreement.ownVotes(slot).forEach(vote -> sendAgain(peer, vote));
        }
    }

    private void sendExecuteVotesAgain(int peer, long above) {
        for (Slot slot : slots.above(above)) {
            if (slot.height() > above + HEIGHTS_SENT_AGAIN_MAX) {
                return;
            }
            slot.voteOf(Vote.Kind.EXECUTE, members.self()).ifPresent(vote -> sendAgain(peer, vote));
        }
    }

    private void sendAgain(int peer, Message message) {
        step.retransmissions++;
        step.send(peer, message);
    }
}
