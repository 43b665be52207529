package io.chirograph.benchmarks.network;

import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.benchmarks.harness.BenchmarkRow;
import io.chirograph.benchmarks.harness.BenchmarkRow.Better;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;

/// Every endpoint gets the token and warms up, then each is loaded in turn, round after round. All of them stay up
/// and have nothing to do while another one is measured. Single-owner.
final class NetworkSuite {
    private static final double GOAL = 5;
    private static final Duration LEAD = Duration.ofSeconds(2);

    /// The generator's own limit shows in less time.
    private static final Duration SINK_TIME = Duration.ofSeconds(2);

    /// So many times what may be unconfirmed that no transfer is sent again before its answer.
    private static final int SINK_SUPPLY = 4;

    private static final long SETUP_NANOS_MAX = Duration.ofSeconds(60).toNanos();
    private static final int GIFTS_IN_A_REQUEST = 50;

    /// @param ratePerSecond what is signed in advance for every second of a sample
    record Plan(Duration warmUp, Duration measured, int rounds, int ratePerSecond) {
        Plan {
            if (rounds < 1 || ratePerSecond < 1 || measured.isZero() || measured.isNegative()) {
                throw new IllegalArgumentException("rounds, rate and time are above 0");
            }
        }
    }

    private final Transfers transfers;
    private final SignedSupply supply;
    private final LoadGenerator.Shape shape;
    private final Plan plan;
    private final PrintWriter progress;

    NetworkSuite(Transfers transfers, LoadGenerator.Shape shape, Plan plan, PrintWriter progress) {
        this.transfers = transfers;
        this.supply = new SignedSupply(transfers);
        this.shape = shape;
        this.plan = plan;
        this.progress = progress;
    }

    /// @param ours the first one of them
    /// @param reference the peer that the goal names
    List<BenchmarkRow> run(List<Endpoint> endpoints, Optional<String> reference)
            throws IOException, InterruptedException {
        double limit;
        progress.println("signing, and finding the generator's own limit");
        progress.flush();
        try (AnsweringSink sink = new AnsweringSink()) {
            SignedSupply again = new SignedSupply(transfers, true);
            again.extendTo(SINK_SUPPLY * shape.unconfirmed() / again.senderCount() + shape.batch());
            LoadGenerator own = new LoadGenerator(sink.endpoint(), again, shape);
            run(own, "nobody, not counted", SINK_TIME);
            limit = run(own, "nobody", SINK_TIME).confirmedPerSecond();
        }
        Map<Endpoint, LoadGenerator> generators = new LinkedHashMap<>();
        for (Endpoint endpoint : endpoints) {
            setUp(endpoint);
            LoadGenerator generator = new LoadGenerator(endpoint, supply, shape);
            generators.put(endpoint, generator);
            measure(generator, endpoint.label() + ", not counted", plan.warmUp());
        }
        Map<Endpoint, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < plan.rounds(); round++) {
            for (Endpoint endpoint : endpoints) {
                LoadGenerator generator = generators.get(endpoint);
                if (generator != null) {
                    samples.computeIfAbsent(endpoint, key -> new ArrayList<>())
                            .add(measure(generator, endpoint.label(), plan.measured()));
                }
            }
        }
        return List.of(row(endpoints.getFirst(), samples, reference, limit));
    }

    private Sample measure(LoadGenerator generator, String label, Duration measured)
            throws IOException, InterruptedException {
        long seconds = LEAD.plus(measured).toSeconds() + 1;
        long perSender = plan.ratePerSecond() * seconds / supply.senderCount() + shape.batch();
        supply.extendTo(generator.nonceMax() + perSender);
        return run(generator, label, measured);
    }

    private Sample run(LoadGenerator generator, String label, Duration measured)
            throws IOException, InterruptedException {
        Sample sample = generator.run(LEAD, measured);
        progress.println(label + ": " + sample);
        progress.flush();
        return sample;
    }

    /// Deploys the token and gives every sender some.
    private void setUp(Endpoint endpoint) throws IOException {
        try (RpcConnection connection = new RpcConnection(endpoint.ports().getFirst())) {
            send(connection, List.of(transfers.deployment()));
            for (int from = 0; from < transfers.senderCount(); from += GIFTS_IN_A_REQUEST) {
                List<Transfers.Signed> gifts = new ArrayList<>();
                int to = Math.min(from + GIFTS_IN_A_REQUEST, transfers.senderCount());
                for (int i = from; i < to; i++) {
                    gifts.add(transfers.gift(i));
                }
                send(connection, gifts);
            }
            String last = transfers.gift(transfers.senderCount() - 1).hash().toString();
            long deadline = System.nanoTime() + SETUP_NANOS_MAX;
            while (!"0x1"
                    .equals(
                            connection
                                    .call("eth_getTransactionReceipt", "[\"" + last + "\"]")
                                    .path("status")
                                    .asString(""))) {
                if (System.nanoTime() - deadline > 0) {
                    throw new BenchmarkException(
                            endpoint.label() + ": the senders got no tokens in time");
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    private static void send(RpcConnection connection, List<Transfers.Signed> transactions)
            throws IOException {
        for (Transfers.Signed each : transactions) {
            connection.call("eth_sendRawTransaction", "[\"" + each.raw() + "\"]");
        }
    }

    private static BenchmarkRow row(
            Endpoint ours,
            Map<Endpoint, List<Sample>> samples,
            Optional<String> reference,
            double limit) {
        Map<String, List<Double>> peers = new LinkedHashMap<>();
        StringBuilder note = new StringBuilder("last round: ");
        samples.forEach((endpoint, own) -> {
            note.append(endpoint.label()).append(' ').append(own.getLast()).append("; ");
            if (!endpoint.equals(ours)) {
                peers.put(endpoint.label(), rates(own));
            }
        });
        note.append("the bound is the generator's own, with nobody behind it");
        return new BenchmarkRow(
                "erc20-confirmed",
                "transfers/s",
                Better.HIGHER,
                rates(samples.getOrDefault(ours, List.of())),
                peers,
                reference,
                peers.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(GOAL),
                OptionalDouble.of(limit),
                note.toString());
    }

    private static List<Double> rates(List<Sample> samples) {
        return samples.stream().map(Sample::confirmedPerSecond).toList();
    }
}
