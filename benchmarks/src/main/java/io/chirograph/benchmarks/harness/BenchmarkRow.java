package io.chirograph.benchmarks.harness;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// One figure: what was measured of ours and of each peer, once a round.
///
/// @param name as the goal's author calls it
/// @param unit of the samples
/// @param ours empty when the row only tells of the machine
/// @param peers in the order in which they ran; one that failed is not among them
/// @param reference the peer that the goal names; the best one when it names none
/// @param goal what [#ratio()] should reach: at least when higher is better, else at most
/// @param bound what nothing could exceed here, in the row's unit
/// @param note what else a reader must know
public record BenchmarkRow(
        String name,
        String unit,
        Better better,
        List<Double> ours,
        Map<String, List<Double>> peers,
        Optional<String> reference,
        OptionalDouble goal,
        OptionalDouble bound,
        String note) {
    /// Which way is better.
    public enum Better {
        HIGHER,
        LOWER;

        /// As the JSON form says it.
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public BenchmarkRow {
        ours = List.copyOf(ours);
        peers = new LinkedHashMap<>(peers);
    }

    public static double median(List<Double> samples) {
        double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).average().orElse(Double.NaN);
    }

    /// The peer that ours is held against; empty when none was measured.
    public Optional<String> bestPeer() {
        Optional<String> named = reference.filter(peers::containsKey);
        Comparator<String> byMedian = Comparator.comparingDouble(peer -> median(samplesOf(peer)));
        return named.or(() ->
                peers.keySet().stream()
                        .min(better == Better.LOWER ? byMedian : byMedian.reversed()));
    }

    public List<Double> samplesOf(String peer) {
        return peers.getOrDefault(peer, List.of());
    }

    /// Our median to the best peer's; empty when either is missing.
    public OptionalDouble ratio() {
        Optional<String> best = bestPeer();
        return best.isEmpty() || ours.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(median(ours) / median(samplesOf(best.get())));
    }

    /// This row, held against the peer that gives `ratio`: which one it was is not in the JSON form.
    BenchmarkRow referredTo(OptionalDouble ratio) {
        Optional<String> meant =
                peers.keySet().stream()
                        .filter(peer -> ratio.isPresent() && !ours.isEmpty())
                        .filter(peer ->
                                median(ours) / median(samplesOf(peer)) == ratio.getAsDouble())
                        .findFirst();
        return new BenchmarkRow(name, unit, better, ours, peers, meant, goal, bound, note);
    }

    /// Whether the goal is reached; empty when there is none, or nothing to hold against.
    public Optional<Boolean> isMet() {
        OptionalDouble ratio = ratio();
        if (ratio.isEmpty() || goal.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (better) {
                    case HIGHER -> ratio.getAsDouble() >= goal.getAsDouble();
                    case LOWER -> ratio.getAsDouble() <= goal.getAsDouble();
                });
    }
}
