package io.chirograph.consensus.pbft;

import io.chirograph.batch.BatchPolicy;
import io.chirograph.batch.Batcher;
import io.chirograph.consensus.Batch;
import io.chirograph.consensus.Request;
import io.chirograph.types.Address;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The requests that wait to be ordered, oldest first. The node's own ones go to the primary, and to all
/// when it does not take them up in time, so that all watch it; those of others go to it too before it is
/// blamed for them, since whoever made them may have stopped before it told the primary. Each client has an equal share of the
/// room, so that none can shut out the others. Single-owner.
final class Requests {
    private static final class Pending {
        private final Request request;
        private final boolean own;
        private final long arrivedNanos;
        private long sharedNanos;
        private boolean isProposed;

        Pending(Request request, boolean own, long nowNanos) {
            this.request = request;
            this.own = own;
            this.arrivedNanos = nowNanos;
            this.sharedNanos = nowNanos;
        }
    }

    private final PbftConfig config;
    private final History history;
    private final Step step;
    private final long shareAfterNanos;

    /// How long a request may be passed over before the primary is told of somebody else's, and all of an own one
    /// that is proposed.
    private final long remindAfterNanos;

    /// In the order of arrival.
    private final Map<Hash32, Pending> pending = new LinkedHashMap<>();

    private final Map<Address, Integer> countByClient = new HashMap<>();

    /// What this replica proposes next, should it be the primary; may still name requests that were
    /// ordered meanwhile.
    private final Batcher<Request> candidates;

    private Membership members;
    private int perClientMax;
    private long pendingBytes;
    private long nextShareNanos;

    /// The last batch that left no room for waiting requests: what they waited before does not count.
    private long fullNanos;

    Requests(PbftConfig config, Membership members, History history, Step step) {
        this.config = config;
        this.members = members;
        this.history = history;
        this.step = step;
        this.perClientMax = shareOfEach(members);
        this.shareAfterNanos = config.viewTimeoutMillis() * Step.NANOS_PER_MILLI / 4;
        this.remindAfterNanos = config.requestTimeoutMillis() * Step.NANOS_PER_MILLI / 2;
        this.fullNanos = step.nanos();
        this.nextShareNanos = step.nanos();
        this.candidates =
                new Batcher<>(
                        new BatchPolicy.SizeOrAge<>(
                                config.batchRequestsMax(),
                                config.batchBytesMax(),
                                config.batchDelayMillisMax() * Step.NANOS_PER_MILLI),
                        Request::sizeBytes,
                        config.pendingRequestsMax(),
                        config.pendingBytesMax());
    }

    private int shareOfEach(Membership clients) {
        return Math.max(1, config.pendingRequestsMax() / clients.size());
    }

    /// From now on others agree, and may have requests. What those before proposed is delivered or lost.
    void turnTo(Membership next) {
        members = next;
        leaveView();
        perClientMax = shareOfEach(next);
        for (Pending waiting : List.copyOf(pending.values())) {
            if (!next.isSeated(waiting.request.client())) {
                drop(waiting, Refusal.NOT_A_MEMBER);
            }
        }
        refill();
    }

    /// Takes in a request of this node and sends it to the primary.
    void submit(Request request, int primary) {
        Optional<Refusal> refusal = refusalOf(request).or(() -> admit(request, true));
        if (refusal.isPresent()) {
            refuse(request.hash(), refusal.get());
        } else if (primary != members.self()) {
            step.send(primary, new Message.Forward(List.of(request)));
        }
    }

    private Optional<Refusal> refusalOf(Request request) {
        if (request.payload().isEmpty()) {
            return Optional.of(Refusal.EMPTY);
        }
        if (request.payload().size() > config.requestBytesMax()) {
            return Optional.of(Refusal.TOO_LARGE);
        }
        return members.hasVote() && request.client().equals(members.own())
                ? Optional.empty()
                : Optional.of(Refusal.NOT_A_MEMBER);
    }

    private void refuse(Hash32 hash, Refusal reason) {
        step.refuse(reason);
        step.emit(new Effect.RequestRefused(hash, reason));
    }

    /// Takes in requests that a peer passes on.
    void forwarded(List<Request> requests) {
        for (Request request : requests) {
            admit(request, false)
                    .filter(reason -> reason != Refusal.DUPLICATE)
                    .ifPresent(step::refuse);
        }
    }

    private Optional<Refusal> admit(Request request, boolean own) {
        if (!members.isSeated(request.client())) {
            return Optional.of(Refusal.NOT_A_MEMBER);
        }
        if (pending.containsKey(request.hash()) || history.contains(request.hash())) {
            return Optional.of(Refusal.DUPLICATE);
        }
        Optional<Refusal> age = RequestAge.refusalOf(config, request, step.wallMillis());
        if (age.isPresent()) {
            return age;
        }
        int ofClient = countByClient.getOrDefault(request.client(), 0);
        if (ofClient >= perClientMax
                || pending.size() >= config.pendingRequestsMax()
                || request.sizeBytes() > config.pendingBytesMax() - pendingBytes) {
            return Optional.of(Refusal.QUEUE_FULL);
        }
        pending.put(request.hash(), new Pending(request, own, step.nanos()));
        countByClient.put(request.client(), ofClient + 1);
        pendingBytes += request.sizeBytes();
        offer(request);
        return Optional.empty();
    }

    private void offer(Request request) {
        if (!candidates.offer(request, step.nanos())) {
            // Full of requests that were ordered meanwhile: start over with those that still wait.
            refill();
        }
    }

    private void refill() {
        candidates.clear();
        for (Pending waiting : pending.values()) {
            if (!waiting.isProposed) {
                candidates.offer(waiting.request, step.nanos());
            }
        }
    }

    /// When there is a batch to propose; maybe in the past.
    OptionalLong dueNanos() {
        return candidates.dueNanos();
    }

    /// The next requests to propose in a batch of the time `batchMillis`.
    List<Request> take(long batchMillis) {
        List<Request> chosen = new ArrayList<>();
        // One that was dropped and came again is twice among the candidates.
        Set<Hash32> looked = new HashSet<>();
        for (Request request : candidates.take(step.nanos())) {
            Pending waiting = pending.get(request.hash());
            if (waiting == null || waiting.isProposed || !looked.add(request.hash())) {
                continue;
            }
            if (RequestAge.refusalOf(config, request, batchMillis).isEmpty()) {
                chosen.add(request);
            }
        }
        return chosen;
    }

    /// A proposal with `batch` was accepted: its requests are on their way.
    void proposed(Batch batch) {
        for (Request request : batch.requests()) {
            Pending waiting = pending.get(request.hash());
            if (waiting != null) {
                waiting.isProposed = true;
            }
        }
    }

    /// Another batch was delivered where `batch` was proposed: its requests wait again, since a primary that
    /// proposes different things to different replicas could keep them waiting for ever.
    void proposedInVain(Batch batch) {
        for (Request request : batch.requests()) {
            Pending waiting = pending.get(request.hash());
            if (waiting != null) {
                waiting.isProposed = false;
                offer(request);
            }
        }
    }

    /// A batch was delivered: its requests wait no longer.
    void delivered(Batch batch) {
        for (Request request : batch.requests()) {
            remove(request.hash());
        }
        boolean isFull =
                batch.requests().size() >= config.batchRequestsMax()
                        || batch.sizeBytes() + config.requestBytesMax() + Request.OVERHEAD_BYTES
                                > config.batchBytesMax();
        if (isFull) {
            fullNanos = step.nanos();
        }
    }

    private void remove(Hash32 hash) {
        Pending gone = pending.remove(hash);
        if (gone != null) {
            pendingBytes -= gone.request.sizeBytes();
            countByClient.computeIfPresent(
                    gone.request.client(), (_, count) -> count == 1 ? null : count - 1);
        }
    }

    /// Drops what has become too old to be executed, and what is from the future although it was not when
    /// it came: this replica's clock was set back, and nobody can propose it for a long time. Whoever made
    /// it asks again, with a better time.
    void expire() {
        for (Pending waiting : List.copyOf(pending.values())) {
            long timestamp = waiting.request.timestampMillis();
            if (history.timestampMillis() - timestamp > config.requestAgeMillisMax()) {
                drop(waiting, Refusal.TOO_OLD);
            } else if (timestamp - step.wallMillis() > config.requestFutureMillisMax()) {
                drop(waiting, Refusal.FROM_THE_FUTURE);
            }
        }
    }

    private void drop(Pending waiting, Refusal reason) {
        remove(waiting.request.hash());
        if (waiting.own) {
            refuse(waiting.request.hash(), reason);
        }
    }

    /// The view is left: what it proposed may be lost.
    void leaveView() {
        for (Pending waiting : pending.values()) {
            waiting.isProposed = false;
        }
    }

    /// A new view has begun: nothing is on its way but what the view itself proposes again, and its
    /// primary may not know the requests of this node.
    void enterView(int primary, List<Batch> proposedAgain) {
        fullNanos = step.nanos();
        leaveView();
        proposedAgain.forEach(this::proposed);
        refill();
        if (primary != members.self()) {
            forward(waiting(w -> w.own && !w.isProposed), chunk -> step.send(primary, chunk));
        }
    }

    /// When to look for requests that the primary has not taken up.
    OptionalLong shareNanos() {
        return pending.isEmpty() ? OptionalLong.empty() : OptionalLong.of(nextShareNanos);
    }

    /// Tells all about this node's requests that the primary has not taken up in time, or that are proposed and
    /// not ordered for long, since it may have proposed them here alone; and the primary about others'.
    void share(int primary) {
        if (!step.isPast(nextShareNanos)) {
            return;
        }
        nextShareNanos = step.nanos() + shareAfterNanos;
        forward(waiting(this::isToBeShared), step::broadcast);
        if (primary != members.self()) {
            forward(
                    waiting(w -> !w.own && !w.isProposed && isPassedOver(w, remindAfterNanos)),
                    chunk -> step.send(primary, chunk));
        }
    }

    private boolean isToBeShared(Pending waiting) {
        return waiting.own
                && isPassedOver(waiting, waiting.isProposed ? remindAfterNanos : shareAfterNanos);
    }

    private boolean isPassedOver(Pending waiting, long nanos) {
        return step.isPast(later(waiting.sharedNanos, fullNanos) + nanos);
    }

    /// Tells all about this node's requests at once: the primary seems to be gone.
    void shareNow() {
        forward(waiting(w -> w.own && !w.isProposed), step::broadcast);
    }

    private List<Request> waiting(Predicate<Pending> choice) {
        List<Request> chosen = new ArrayList<>();
        for (Pending waiting : pending.values()) {
            if (choice.test(waiting)) {
                waiting.sharedNanos = step.nanos();
                chosen.add(waiting.request);
            }
        }
        return chosen;
    }

    private void forward(List<Request> requests, Consumer<Message.Forward> sender) {
        List<Request> chunk = new ArrayList<>();
        long bytes = 0;
        for (Request request : requests) {
            if (chunk.size() == config.batchRequestsMax()
                    || bytes + request.sizeBytes() > config.batchBytesMax()) {
                sender.accept(new Message.Forward(chunk));
                chunk.clear();
                bytes = 0;
            }
            chunk.add(request);
            bytes += request.sizeBytes();
        }
        if (!chunk.isEmpty()) {
            sender.accept(new Message.Forward(chunk));
        }
    }

    /// Since when the oldest request waits.
    OptionalLong oldestNanos() {
        Iterator<Pending> oldest = pending.values().iterator();
        return oldest.hasNext()
                ? OptionalLong.of(oldest.next().arrivedNanos)
                : OptionalLong.empty();
    }

    /// Since when the oldest request waits although there was room for it.
    OptionalLong passedOverNanos() {
        OptionalLong oldest = oldestNanos();
        return oldest.isPresent() ? OptionalLong.of(later(oldest.getAsLong(), fullNanos)) : oldest;
    }

    private static long later(long nanos, long otherNanos) {
        return nanos - otherNanos >= 0 ? nanos : otherNanos;
    }

    int count() {
        return pending.size();
    }

    long bytes() {
        return pendingBytes;
    }
}
