package io.chirograph.consensus.pbft;

import io.chirograph.consensus.Request;
import io.chirograph.types.Hash32;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One real replica whose peers are made by hand; every message goes through the wire's bytes.
final class TestReplica {
    private static final long MILLI = 1_000_000;

    private final PbftConfig config;
    private final TestNetwork network;
    private final int index;
    private final List<LogRecord> persisted = new ArrayList<>();
    private final List<SetChange> changes = new ArrayList<>();
    private final Succession succession;
    private PbftReplica replica;
    private long millis;
    private long wallBehindMillis;
    private List<Effect> effects = List.of();

    TestReplica(TestNetwork network, int index) {
        this(network, index, PbftConfig.defaults());
    }

    TestReplica(TestNetwork network, int index, PbftConfig config) {
        this.config = config;
        this.network = network;
        this.index = index;
        this.succession = new Succession(config, List.of(network.members(index)), 0);
        this.replica = create(Recovery.fresh());
        step(new Event.Started(now()));
    }

    private PbftReplica create(Recovery recovery) {
        return new PbftReplica(
                config, network.members(index), network.signer(index), recovery, now());
    }

    /// Starts anew with what was persisted.
    void restart() {
        replica = create(new Recovery(new Base.Genesis(), List.of(), persisted));
        step(new Event.Started(now()));
    }

    /// Starts anew after it had executed `blocks`, but kept certificates up to `certified` only.
    void restart(Base certified, List<Recovery.Block> blocks) {
        replica = create(new Recovery(certified, List.of(), blocks, persisted, changes));
        step(new Event.Started(now()));
    }

    /// A block decided `change`.
    List<Effect> decided(SetChange change) {
        changes.add(change);
        succession.executed(0, Optional.of(change));
        return step(new Event.SetDecided(now(), change));
    }

    Now now() {
        return new Now(millis * MILLI, TestNetwork.WALL_MILLIS + millis - wallBehindMillis);
    }

    /// Sets the wall clock that much behind the right time.
    void setClockBack(long behindMillis) {
        wallBehindMillis = behindMillis;
    }

    List<Effect> step(Event event) {
        effects = replica.step(event);
        for (Effect effect : effects) {
            if (effect instanceof Effect.Persist(LogRecord record)) {
                persisted.removeIf(old -> old.key().equals(record.key()));
                persisted.add(LogRecord.decode(record.encode()));
            }
        }
        return effects;
    }

    List<Effect> receive(int from, Message message) {
        Verification verification =
                network.verifier(config, succession).verify(from, MessageCodec.encode(message));
        return switch (verification) {
            case VerifiedMessage verified -> step(new Event.Received(now(), verified));
            case Verification.Needless _ -> List.of();
            case Verification.Rejected rejected -> step(new Event.Refused(now(), rejected));
        };
    }

    List<Effect> submit(Request request) {
        return step(new Event.Submitted(now(), request));
    }

    List<Effect> executed(long height, Hash32 block) {
        succession.executed(height, Optional.empty());
        return step(new Event.Executed(now(), height, block));
    }

    List<Effect> pass(long moreMillis) {
        millis += moreMillis;
        return step(new Event.Tick(now()));
    }

    /// Prepare and commit votes of the other validators for what was proposed.
    void decide(long view, long height, Hash32 digest, int... others) {
        for (int other : others) {
            if (other != network.members(0).primary(view)) {
                receive(other, network.vote(other, Vote.Kind.PREPARE, view, height, digest));
            }
        }
        for (int other : others) {
            receive(other, network.vote(other, Vote.Kind.COMMIT, view, height, digest));
        }
    }

    Snapshot snapshot() {
        return replica.snapshot();
    }

    /// The effects of one sort in the last step.
    <T extends Effect> List<T> effects(Class<T> sort) {
        return effects.stream().filter(sort::isInstance).map(sort::cast).toList();
    }

    /// The votes of one kind broadcast in the last step.
    List<Vote> votes(Vote.Kind kind) {
        return effects(Effect.Broadcast.class).stream()
                .map(Effect.Broadcast::message)
                .filter(Vote.class::isInstance)
                .map(Vote.class::cast)
                .filter(vote -> vote.kind() == kind)
                .toList();
    }
}
