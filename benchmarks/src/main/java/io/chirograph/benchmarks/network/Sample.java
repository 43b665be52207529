package io.chirograph.benchmarks.network;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What one run of the load saw while it was measured.
///
/// @param confirmedPerSecond transfers whose successful receipts arrived
/// @param medianMillis from the sending of a transfer to its receipt
/// @param slowMillis the 99th percentile of that
/// @param blocks that were read
/// @param nodes processor time of each process measured, as a share of one processor
/// @param generator processor time of the load generator, as such a share
record Sample(
        double confirmedPerSecond,
        double medianMillis,
        double slowMillis,
        long blocks,
        List<Double> nodes,
        double generator) {
    Sample {
        nodes = List.copyOf(nodes);
    }

    /// Processor time by process. Single-owner.
    static final class Processors {
        private final List<ProcessHandle> nodes;
        private final List<Duration> nodesBefore;
        private final Duration generatorBefore;
        private final long startNanos = System.nanoTime();

        Processors(List<ProcessHandle> nodes) {
            this.nodes = nodes;
            this.nodesBefore = nodes.stream().map(Processors::used).toList();
            this.generatorBefore = used(ProcessHandle.current());
        }

        private static Duration used(ProcessHandle process) {
            return process.info().totalCpuDuration().orElse(Duration.ZERO);
        }

        private double share(Duration before, ProcessHandle process, long nowNanos) {
            return (double) used(process).minus(before).toNanos() / (nowNanos - startNanos);
        }

        List<Double> ofNodes() {
            long now = System.nanoTime();
            return IntStream.range(0, nodes.size())
                    .mapToObj(i -> share(nodesBefore.get(i), nodes.get(i), now))
                    .toList();
        }

        double ofGenerator() {
            return share(generatorBefore, ProcessHandle.current(), System.nanoTime());
        }
    }

    @Override
    public String toString() {
        return "%.0f transfers/s, p50 %.0f ms, p99 %.0f ms, %d blocks; processors: nodes %s, generator %.2f"
                .formatted(
                        confirmedPerSecond,
                        medianMillis,
                        slowMillis,
                        blocks,
                        nodes.stream().map("%.2f"::formatted).collect(Collectors.joining(" ")),
                        generator);
    }
}
