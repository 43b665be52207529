package io.chirograph.consensus.pbft;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The step being taken: its time, its effects so far, and what was counted in it and before.
final class Step {
    static final long NANOS_PER_MILLI = 1_000_000;

    private final Map<Refusal, Long> refusals = new EnumMap<>(Refusal.class);
    private final List<Effect> effects = new ArrayList<>();
    private Now now;
    private boolean halted;

    long batchesProposed;
    long batchesDelivered;
    long requestsDelivered;
    long requestsSkipped;
    long viewChanges;
    long viewsEntered;
    long evidence;
    long retransmissions;
    long blocksFetched;

    Step(Now now) {
        this.now = now;
    }

    void begin(Now at) {
        now = at;
    }

    List<Effect> finish() {
        if (effects.isEmpty()) {
            return List.of();
        }
        List<Effect> done = List.copyOf(effects);
        effects.clear();
        return done;
    }

    long nanos() {
        return now.nanos();
    }

    long wallMillis() {
        return now.wallMillis();
    }

    boolean isPast(long nanos) {
        return nanos - now.nanos() <= 0;
    }

    void emit(Effect effect) {
        effects.add(effect);
    }

    void persist(LogRecord record) {
        emit(new Effect.Persist(record));
    }

    void broadcast(Message message) {
        emit(new Effect.Broadcast(message));
    }

    void send(int peer, Message message) {
        emit(new Effect.Send(peer, message));
    }

    void refuse(Refusal reason) {
        refusals.merge(reason, 1L, Long::sum);
    }

    void accuse(Vote first, Vote second) {
        evidence++;
        emit(new Effect.Evidence(first, second));
    }

    void halt() {
        halted = true;
    }

    boolean isHalted() {
        return halted;
    }

    Snapshot.Counters counters() {
        return new Snapshot.Counters(
                batchesProposed,
                batchesDelivered,
                requestsDelivered,
                requestsSkipped,
                viewChanges,
                viewsEntered,
                evidence,
                retransmissions,
                blocksFetched,
                new TreeMap<>(refusals));
    }
}
