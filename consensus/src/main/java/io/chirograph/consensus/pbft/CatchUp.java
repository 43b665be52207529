package io.chirograph.consensus.pbft;

import io.chirograph.proof.Certificate;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Makes good what the network lost. Everyone tells regularly where it stands; who sees that another one
/// has not moved since its last status sends its own messages for the heights the other needs next, and
/// who sees that it is behind fetches decided batches and certificates from the others' archives. So any
/// message may be lost at any time, and a reconnect or a restart needs nothing special. Single-owner.
///
/// Fetching goes on at all peers that are ahead at once, each asked for a range of its own: whoever answers
/// is asked for the next range at once, and one that answers with nothing of use rests a while. A range that
/// is not answered in time is asked of others.
final class CatchUp {
    /// Heights asked of one peer at a time: a few answers share the window, and none takes long to make.
    private static final int RANGE_HEIGHTS_MAX = 16;

    /// Heights asked for and not there yet; without heights for a peer that rests.
    private record Range(long first, long last, long deadlineNanos) {
        boolean holds(long height) {
            return height >= first && height <= last;
        }
    }

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

    /// What each peer is asked for.
    private final SortedMap<Integer, Range> ranges = new TreeMap<>();

    private boolean isBehind;

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
        this.turn = Math.max(0, members.self());
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

    /// The newest durable block of each peer, as it told last.
    SortedMap<Integer, Long> heights() {
        SortedMap<Integer, Long> heights = new TreeMap<>();
        statuses.forEach((peer, status) -> heights.put(peer, status.executed()));
        return heights;
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
        ranges.values().removeIf(range -> step.isPast(range.deadlineNanos()));
        isBehind = isBehind || isStuck;
        fetch();
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
        int seats = members.validators().validators().size();
        do {
            turn = (turn + 1) % seats;
        } while (!members.isSeated(turn) || (turn == members.self() && members.size() > 1));
        return turn;
    }

    /// While behind, asks each of those that are ahead for a range that nobody is asked for.
    void fetch() {
        if (!isBehind) {
            return;
        }
        if (isNobodyAhead()) {
            isBehind = false;
            return;
        }
        for (int i = 0; i < members.size(); i++) {
            fetchFrom(nextPeer());
        }
        // Who joins when all it knows of have left learns of those who agree now from their blocks.
        if (statuses.keySet().stream().noneMatch(members::isSeated)) {
            statuses.keySet().forEach(this::fetchFrom);
        }
    }

    private void fetchFrom(int peer) {
        Message.Status status = statuses.get(peer);
        if (status != null && !ranges.containsKey(peer)) {
            nextRange(status).ifPresent(range -> fetch(peer, range));
        }
    }

    private boolean isNobodyAhead() {
        for (Message.Status status : statuses.values()) {
            if (isAhead(status)) {
                return false;
            }
        }
        return true;
    }

    private boolean isAhead(Message.Status status) {
        return status.executed() > execution.delivered()
                || (status.certified() > execution.certified().height() && lacksCertificates());
    }

    private boolean lacksCertificates() {
        return execution.executed() > execution.certified().height();
    }

    /// The first heights that are missing here, are asked of nobody, and that a peer of this status has.
    private Optional<Range> nextRange(Message.Status status) {
        long first =
                1 + (lacksCertificates() ? execution.certified().height() : execution.delivered());
        while (first <= slots.high() && !isWanted(first, status)) {
            first++;
        }
        long last = first - 1;
        while (last < slots.high()
                && last - first + 1 < RANGE_HEIGHTS_MAX
                && isWanted(last + 1, status)) {
            last++;
        }
        long deadline = step.nanos() + config.viewTimeoutMillis() * Step.NANOS_PER_MILLI;
        return last < first ? Optional.empty() : Optional.of(new Range(first, last, deadline));
    }

    private boolean isWanted(long height, Message.Status status) {
        for (Range range : ranges.values()) {
            if (range.holds(height)) {
                return false;
            }
        }
        Optional<Slot> slot = slots.find(height);
        return height <= execution.delivered()
                ? height <= status.certified() && slot.flatMap(Slot::certificate).isEmpty()
                : height <= status.executed() && slot.flatMap(Slot::decided).isEmpty();
    }

    private void fetch(int peer, Range range) {
        ranges.put(peer, range);
        int count = (int) (range.last() - range.first() + 1);
        step.send(peer, new Message.FetchBlocks(range.first(), execution.delivered() + 1, count));
    }

    /// A peer's archive answered.
    void receive(int from, Message.Blocks blocks) {
        boolean isUseful = false;
        for (DecidedBatch decided : blocks.batches()) {
            boolean isNew =
                    decided.height() > execution.delivered()
                            && slots.contains(decided.height())
                            && slots.at(decided.height()).decided().isEmpty();
            if (isNew) {
                isUseful = true;
                step.blocksFetched++;
            }
            execution.decide(decided);
        }
        for (Certificate certificate : blocks.certificates()) {
            isUseful |=
                    slots.contains(certificate.height())
                            && slots.at(certificate.height()).certificate().isEmpty();
            execution.certificate(certificate);
        }
        if (isUseful) {
            ranges.remove(from);
            fetch();
        } else {
            rest(from);
        }
    }

    /// Asks `peer` for nothing more until the time is up that its last range had.
    private void rest(int peer) {
        ranges.computeIfPresent(peer, (_, range) -> new Range(0, -1, range.deadlineNanos()));
    }

    void receive(int from, Message.FetchBlocks fetch) {
        long first = Math.max(1, fetch.from());
        if (first <= execution.executed() && fetch.count() > 0) {
            step.emit(
                    new Effect.Serve(
                            from,
                            first,
                            fetch.batchesFrom(),
                            fetch.count(),
                            config.messageBytesMax() / 2));
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
        // Each set counts its own views.
        if (status.certified() >= members.since() && status.certified() < slots.end()) {
            viewChanges.heard(from, status);
            helpIntoView(from, status);
        }
        // So far behind it is no matter of a message that is still on its way.
        isBehind |= status.executed() > execution.delivered() + config.checkpointInterval();
        fetch();
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
