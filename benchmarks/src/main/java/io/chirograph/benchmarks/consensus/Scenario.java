package io.chirograph.benchmarks.consensus;

import io.chirograph.benchmarks.harness.BenchmarkRow.Better;
import java.io.IOException;
import java.util.OptionalDouble;

/// The rows of `bench consensus`, with what they should reach.
enum Scenario {
    ORDER_200("order-200", "requests/s", Better.HIGHER, 35_000, 105_000) {
        @Override
        Sample run(Measurement m) throws IOException, InterruptedException {
            return m.throughput(false, 200, new LoadClient.Work(1, PAYLOAD_BYTES, false, 0));
        }
    },
    ORDER_BUNDLED("order-bundled", "requests/s", Better.HIGHER, 70_000, 215_000) {
        @Override
        Sample run(Measurement m) throws IOException, InterruptedException {
            return m.throughput(true, 20, new LoadClient.Work(100, PAYLOAD_BYTES, false, 0));
        }
    },
    ORDER_SIGNED("order-signed", "requests/s", Better.HIGHER, 8_700, 14_200) {
        @Override
        Sample run(Measurement m) throws IOException, InterruptedException {
            return m.throughput(true, 200, new LoadClient.Work(1, PAYLOAD_BYTES, true, 0));
        }
    },
    LATENCY_P50("latency-p50", "ms", Better.LOWER, 1.5, Double.NaN) {
        @Override
        Sample run(Measurement m) throws IOException, InterruptedException {
            return m.latency(0.5, LATENCY_WORK);
        }
    },
    LATENCY_P99("latency-p99", "ms", Better.LOWER, 6, Double.NaN) {
        @Override
        Sample run(Measurement m) throws IOException, InterruptedException {
            return m.latency(0.99, LATENCY_WORK);
        }
    },
    OUTAGE_KILL("outage-kill", "ms", Better.LOWER, 600, Double.NaN) {
        @Override
        Sample run(Measurement m) throws IOException, InterruptedException {
            return m.outage(Measurement.Fault.KILL);
        }
    },
    OUTAGE_STOP("outage-stop", "ms", Better.LOWER, 1_000, Double.NaN) {
        @Override
        Sample run(Measurement m) throws IOException, InterruptedException {
            return m.outage(Measurement.Fault.STOP);
        }
    },
    OUTAGE_BLACKHOLE("outage-blackhole", "ms", Better.LOWER, 1_000, Double.NaN) {
        @Override
        Sample run(Measurement m) throws IOException, InterruptedException {
            return m.outage(Measurement.Fault.BLACKHOLE);
        }
    },
    SYNCS_PER_REQUEST("syncs-per-request", "syncs", Better.LOWER, 0.01, Double.NaN) {
        @Override
        Sample run(Measurement m) throws IOException, InterruptedException {
            return m.syncsPerRequest();
        }
    },
    VOTES_UNDER_BULK("votes-under-bulk", "times", Better.LOWER, 3, Double.NaN) {
        @Override
        Sample run(Measurement m) throws IOException, InterruptedException {
            return new VotesUnderBulk().measure(m.time());
        }
    },
    RECOVERY("recovery", "s", Better.LOWER, 5, Double.NaN) {
        @Override
        Sample run(Measurement m) throws IOException, InterruptedException {
            return m.recovery();
        }
    },
    SIMULATED_EVENTS("simulated-events", "million events/s", Better.HIGHER, 2, Double.NaN) {
        @Override
        Sample run(Measurement m) throws IOException {
            return m.simulation(true);
        }
    },
    SIMULATED_REPLICAS("simulated-replicas", "scenarios/s", Better.HIGHER, 100, Double.NaN) {
        @Override
        Sample run(Measurement m) throws IOException {
            return m.simulation(false);
        }
    };

    static final int PAYLOAD_BYTES = 1_024;

    /// 8 clients with 125 requests a second each.
    static final LoadClient.Work LATENCY_WORK =
            new LoadClient.Work(1, PAYLOAD_BYTES, false, 8_000_000);

    private final String label;
    private final String unit;
    private final Better better;
    private final double goal;
    private final double bound;

    Scenario(String label, String unit, Better better, double goal, double bound) {
        this.label = label;
        this.unit = unit;
        this.better = better;
        this.goal = goal;
        this.bound = bound;
    }

    abstract Sample run(Measurement measurement) throws IOException, InterruptedException;

    String label() {
        return label;
    }

    String unit() {
        return unit;
    }

    Better better() {
        return better;
    }

    double goal() {
        return goal;
    }

    /// What two processors can do at most.
    OptionalDouble bound() {
        return Double.isNaN(bound) ? OptionalDouble.empty() : OptionalDouble.of(bound);
    }
}
