package io.chirograph.benchmarks.consensus;

import io.chirograph.benchmarks.harness.BenchmarkRow;
import io.chirograph.benchmarks.harness.DataFolder;
import io.chirograph.benchmarks.harness.ResultOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `chirograph bench consensus`: four members in processes of their own order requests of clients.
@Command(
        name = "consensus",
        mixinStandardHelpOptions = true,
        description = "Orders requests with four member processes over mutual TLS on loopback.")
public final class ConsensusCommand implements Callable<Integer> {
    private static final String BFT_SMART = "bft-smart";
    private static final int CLIENTS = 200;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private ResultOptions result = new ResultOptions();

    @Option(names = "--row", paramLabel = "NAME", description = "Only this row; may be repeated.")
    private List<String> wished = new ArrayList<>();

    @Option(
            names = "--rounds",
            description = "How often each row is measured (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(
            names = "--seconds",
            description = "How long each measurement takes (default: ${DEFAULT-VALUE}).")
    private int seconds = 10;

    @Option(
            names = "--warmup",
            paramLabel = "SECONDS",
            description =
                    "How long members run under load before they are measured (default:"
                            + " ${DEFAULT-VALUE}).")
    private int warmup = 70;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where members keep their data while it runs: a directory on a real disk; a"
                            + " temporary one unless said.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--peer",
            paramLabel = "bft-smart=DIR",
            description =
                    "A peer of the row order-200, built in a local checkout: BFT-SMaRt after"
                            + " './gradlew installDist'.")
    private Map<String, Path> peers = new LinkedHashMap<>();

    @Option(names = "--alone", description = "Leave out Apache Ratis, a peer of the row order-200.")
    private boolean alone;

    @Override
    public Integer call() throws Exception {
        List<Scenario> scenarios =
                wished.isEmpty()
                        ? List.of(Scenario.values())
                        : wished.stream().map(this::scenario).distinct().toList();
        if (!List.of(BFT_SMART).containsAll(peers.keySet())) {
            throw new ParameterException(
                    spec.commandLine(), "--peer knows only bft-smart, not " + peers.keySet() + ".");
        }
        if (rounds < 1 || seconds < 1 || warmup < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--rounds and --seconds are above 0, --warmup is not below.");
        }
        Map<Scenario, List<Sample>> samples = new TreeMap<>();
        Map<String, List<Double>> others = new LinkedHashMap<>();
        Path directory = DataFolder.make(data, "consensus");
        try {
            for (int round = 1; round <= rounds; round++) {
                for (Scenario scenario : scenarios) {
                    Sample sample = measure(scenario, directory);
                    samples.computeIfAbsent(scenario, _ -> new ArrayList<>()).add(sample);
                    say(
                            "%d/%d %s: %.3f %s; %s"
                                    .formatted(
                                            round,
                                            rounds,
                                            scenario.label(),
                                            sample.value(),
                                            scenario.unit(),
                                            sample.note()));
                }
                if (scenarios.contains(Scenario.ORDER_200)) {
                    for (Map.Entry<String, Double> peer : measurePeers(directory).entrySet()) {
                        others.computeIfAbsent(peer.getKey(), _ -> new ArrayList<>())
                                .add(peer.getValue());
                        say(
                                "%d/%d %s: %.0f requests/s"
                                        .formatted(round, rounds, peer.getKey(), peer.getValue()));
                    }
                }
            }
        } finally {
            DataFolder.delete(directory);
        }
        result.report(
                spec.commandLine().getOut(),
                "chirograph bench consensus --rounds %d --seconds %d --warmup %d"
                        .formatted(rounds, seconds, warmup),
                scenarios.stream()
                        .map(each -> row(each, samples.getOrDefault(each, List.of()), others))
                        .toList());
        return 0;
    }

    private Scenario scenario(String label) {
        return Arrays.stream(Scenario.values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new ParameterException(
                                spec.commandLine(),
                                "There is no row '%s'; rows are %s."
                                        .formatted(
                                                label,
                                                Arrays.stream(Scenario.values())
                                                        .map(Scenario::label)
                                                        .toList())));
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }

    private Sample measure(Scenario scenario, Path directory)
            throws IOException, InterruptedException {
        Measurement measurement =
                new Measurement(directory, Duration.ofSeconds(seconds), Duration.ofSeconds(warmup));
        return scenario.run(measurement);
    }

    private Map<String, Double> measurePeers(Path directory)
            throws IOException, InterruptedException {
        Map<String, Double> found = new LinkedHashMap<>();
        if (!alone) {
            found.put(
                    "ratis",
                    new Ratis(directory)
                            .order(
                                    CLIENTS,
                                    Scenario.PAYLOAD_BYTES,
                                    Duration.ofSeconds(warmup),
                                    Duration.ofSeconds(seconds)));
        }
        for (Map.Entry<String, Path> peer : peers.entrySet()) {
            found.put(
                    peer.getKey(),
                    new BftSmart(peer.getValue())
                            .order(CLIENTS, Scenario.PAYLOAD_BYTES, Duration.ofSeconds(seconds)));
        }
        return found;
    }

    private static BenchmarkRow row(
            Scenario scenario, List<Sample> samples, Map<String, List<Double>> others) {
        List<Double> values = samples.stream().map(Sample::value).toList();
        double median = BenchmarkRow.median(values);
        boolean isMet =
                scenario.better() == BenchmarkRow.Better.HIGHER
                        ? median >= scenario.goal()
                        : median <= scenario.goal();
        Map<String, List<Double>> peers =
                scenario == Scenario.ORDER_200 ? others : Map.<String, List<Double>>of();
        boolean isBesideBftSmart = peers.containsKey(BFT_SMART);
        OptionalDouble goal =
                peers.isEmpty()
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(isBesideBftSmart ? 10 : 5);
        return new BenchmarkRow(
                scenario.label(),
                scenario.unit(),
                scenario.better(),
                values,
                peers,
                isBesideBftSmart ? Optional.of(BFT_SMART) : Optional.empty(),
                goal,
                scenario.bound(),
                "goal %s %s %s: %s. %s"
                        .formatted(
                                scenario.better() == BenchmarkRow.Better.HIGHER
                                        ? "at least"
                                        : "at most",
                                scenario.goal(),
                                scenario.unit(),
                                isMet ? "met" : "NOT MET",
                                samples.getLast().note()));
    }
}
