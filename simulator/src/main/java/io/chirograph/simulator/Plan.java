package io.chirograph.simulator;

import io.chirograph.consensus.pbft.PbftConfig;
import java.util.List;

/// Everything a run follows from: the same plan gives the same run, event for event.
///
/// @param seed of all that is left to chance: delays, losses, what traitors say
/// @param size how many validators
/// @param traitors a bit mask of those who are Byzantine, at most f
/// @param millis until when faults happen; then all is well again
/// @param changes of the members, in the order in which they are made
public record Plan(
        Scenario scenario,
        long seed,
        int size,
        int traitors,
        boolean areTwins,
        PbftConfig config,
        long millis,
        List<Fault> faults,
        List<Submission> submissions,
        List<Change> changes) {
    /// A client gives validator `node` something to order.
    ///
    /// @param number different for each
    record Submission(long atMillis, int node, int number) {}

    /// From that time on, and once the change before is made, the members want somebody to join or to leave.
    ///
    /// @param seat of a member to leave; the next free one for somebody to join
    record Change(long atMillis, int seat, Kind kind) {
        enum Kind {
            JOINS,
            LEAVES
        }

        @Override
        public String toString() {
            return "from %d ms on validator %d %s"
                    .formatted(atMillis, seat, kind == Kind.JOINS ? "is to join" : "is to leave");
        }
    }

    public Plan {
        faults = List.copyOf(faults);
        submissions = List.copyOf(submissions);
        changes = List.copyOf(changes);
    }

    /// How many are or become validators.
    int seats() {
        return size
                + (int)
                        changes.stream()
                                .filter(change -> change.kind() == Change.Kind.JOINS)
                                .count();
    }

    Plan withFaults(List<Fault> fewer) {
        return new Plan(
                scenario,
                seed,
                size,
                traitors,
                areTwins,
                config,
                millis,
                fewer,
                submissions,
                changes);
    }

    Plan withSubmissions(List<Submission> fewer) {
        return new Plan(
                scenario, seed, size, traitors, areTwins, config, millis, faults, fewer, changes);
    }

    boolean isTraitor(int node) {
        return (traitors >> node & 1) == 1;
    }
}
