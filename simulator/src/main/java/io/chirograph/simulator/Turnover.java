package io.chirograph.simulator;

import java.util.ArrayList;
import java.util.List;

/// Has the members of a run changed as its plan wants, one change after the other. As their operators would,
/// it has one of them after the other do what is left to do, asks again for what got lost, and lets nobody
/// join who lacks blocks. Single-owner.
final class Turnover {
    private static final long LOOK_NANOS = 20 * Timeline.MILLI;

    private final Cluster cluster;
    private final List<Plan.Change> changes;
    private int done;

    Turnover(Cluster cluster, List<Plan.Change> changes) {
        this.cluster = cluster;
        this.changes = changes;
    }

    void start() {
        if (!isDone()) {
            cluster.after(LOOK_NANOS, this::look);
        }
    }

    boolean isDone() {
        return done == changes.size();
    }

    /// How many changes took effect.
    int done() {
        return done;
    }

    private void look() {
        Plan.Change change = changes.get(done);
        if (cluster.millis() >= change.atMillis()) {
            advance(change);
        }
        start();
    }

    private void advance(Plan.Change change) {
        SimulatedNode subject = cluster.node(change.seat());
        if (change.kind() == Plan.Change.Kind.JOINS) {
            cluster.admit(subject);
        }
        Oracle oracle = cluster.oracle();
        boolean wantsSeat = change.kind() == Plan.Change.Kind.JOINS;
        if (oracle.validators().isSeated(change.seat()) == wantsSeat) {
            done++;
            cluster.turned(change);
        } else if (oracle.decidedValidators().isSeated(change.seat()) != wantsSeat
                && (!wantsSeat || isInStep(subject))) {
            ask(change);
        }
    }

    private boolean isInStep(SimulatedNode joiner) {
        return joiner.isUp()
                && joiner.executedHeight() + cluster.config().window()
                        >= cluster.oracle().highestExecuted();
    }

    private void ask(Plan.Change change) {
        List<SimulatedNode> members = new ArrayList<>(cluster.seated());
        members.removeIf(member -> !member.isUp());
        if (!members.isEmpty()) {
            members.get(cluster.chance(members.size())).support(change);
        }
    }
}
