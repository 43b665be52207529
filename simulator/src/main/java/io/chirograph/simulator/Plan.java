package io.chirograph.simulator;

import io.chirograph.consensus.pbft.PbftConfig;
import java.util.List;

/// Everything a run follows from: the same plan gives the same run, event for event.
///
/// @param seed of all that is left to chance: delays, losses, what traitors say
/// @param size how many validators
/// @param traitors how many of the last ones are Byzantine, at most f
/// @param millis until when faults happen; then all is well again
public record Plan(
        Scenario scenario,
        long seed,
        int size,
        int traitors,
        boolean areTwins,
        PbftConfig config,
        long millis,
        List<Fault> faults,
        List<Submission> submissions) {
    /// A client gives validator `node` something to order.
    ///
    /// @param number different for each
    record Submission(long atMillis, int node, int number) {}

    public Plan {
        faults = List.copyOf(faults);
        submissions = List.copyOf(submissions);
    }

    Plan withFaults(List<Fault> fewer) {
        return new Plan(
                scenario, seed, size, traitors, areTwins, config, millis, fewer, submissions);
    }

    Plan withSubmissions(List<Submission> fewer) {
        return new Plan(scenario, seed, size, traitors, areTwins, config, millis, faults, fewer);
    }

    boolean isTraitor(int node) {
        return node >= size - traitors;
    }
}
