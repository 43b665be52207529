package io.chirograph.benchmarks.signatures;

import io.chirograph.benchmarks.harness.BenchmarkRow;
import io.chirograph.benchmarks.harness.BenchmarkRow.Better;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Ours and its peers in turn, round after round, each doing the same number of signatures.
///
/// @param signatureCount of one run
/// @param ours checks its own result
/// @param peers by their names, the one that the goal names first
/// @param bound what nothing could exceed here, run as the others are
record Comparison(
        String name,
        int signatureCount,
        Runnable ours,
        Map<String, Runnable> peers,
        OptionalDouble goal,
        Optional<Runnable> bound,
        String note) {
    private static final int WARM_UP_ROUNDS = 2;

    Comparison {
        peers = new LinkedHashMap<>(peers);
    }

    /// Signatures a second, of each `rounds` samples.
    BenchmarkRow measure(int rounds) {
        List<Double> ownSamples = new ArrayList<>();
        List<Double> boundSamples = new ArrayList<>();
        Map<String, List<Double>> peerSamples = new LinkedHashMap<>();
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            double own = perSecond(ours);
            for (Map.Entry<String, Runnable> peer : peers.entrySet()) {
                double sample = perSecond(peer.getValue());
                if (round >= 0) {
                    peerSamples.computeIfAbsent(peer.getKey(), _ -> new ArrayList<>()).add(sample);
                }
            }
            double most = bound.isPresent() ? perSecond(bound.get()) : 0;
            if (round >= 0) {
                ownSamples.add(own);
                boundSamples.add(most);
            }
        }
        return new BenchmarkRow(
                name,
                "signatures/s",
                Better.HIGHER,
                ownSamples,
                peerSamples,
                peers.keySet().stream().findFirst(),
                goal,
                bound.isPresent()
                        ? OptionalDouble.of(BenchmarkRow.median(boundSamples))
                        : OptionalDouble.empty(),
                note);
    }

    private double perSecond(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return signatureCount * 1e9 / (System.nanoTime() - start);
    }
}
