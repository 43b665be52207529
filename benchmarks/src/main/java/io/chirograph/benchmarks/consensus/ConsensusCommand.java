package io.chirograph.benchmarks.consensus;

import io.chirograph.benchmarks.BenchmarkException;
import io.chirograph.benchmarks.BenchmarkResult;
import io.chirograph.benchmarks.BenchmarkRow;
import io.chirograph.benchmarks.Machine;
import io.chirograph.benchmarks.ResultTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `chirograph bench consensus`: four members in processes of their own order requests of clients.
@Command(
        name = "consensus",
        mixinStandardHelpOptions = true,
        description = "Orders requests with four member processes over mutual TLS on loopback.")
public final class ConsensusCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write the result.")
    private Optional<Path> json = Optional.empty();

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
    private int warmup = 30;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where members keep their data, on a real disk (default: target/bench).")
    private Path data = Path.of("target", "bench");

    @Option(
            names = "--peer",
            paramLabel = "bft-smart=DIR",
            description =
                    "A peer of the row order-200, built in a local checkout: BFT-SMaRt after"
                            + " './gradlew installDist'.")
    private Map<String, Path> peers = new LinkedHashMap<>();

    @Override
    public Integer call() throws Exception {
        List<Scenario> scenarios =
                Arrays.stream(Scenario.values())
                        .filter(each -> wished.isEmpty() || wished.contains(each.label()))
                        .toList();
        if (scenarios.isEmpty() || rounds < 1 || seconds < 1 || warmup < 0) {
            throw new BenchmarkException(
                    "nothing to measure: rows are %s, and --rounds and --seconds are at least 1"
                            .formatted(
                                    Arrays.stream(Scenario.values())
                                            .map(Scenario::label)
                                            .toList()));
        }
        Map<Scenario, List<Sample>> samples = new TreeMap<>();
        List<Double> bftSmart = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (Scenario scenario : scenarios) {
                Sample sample = measure(scenario);
                samples.computeIfAbsent(scenario, _ -> new ArrayList<>()).add(sample);
                say(
                        "%d/%d %s: %.3f %s; %s"
                                .formatted(
                                        round + 1,
                                        rounds,
                                        scenario.label(),
                                        sample.value(),
                                        scenario.unit(),
                                        sample.note()));
            }
            if (scenarios.contains(Scenario.ORDER_200) && peers.containsKey("bft-smart")) {
                double perSecond =
                        new BftSmart(peers.getOrDefault("bft-smart", Path.of("")))
                                .order(200, 1_024, Duration.ofSeconds(seconds));
                bftSmart.add(perSecond);
                say("%d/%d bft-smart: %.0f requests/s".formatted(round + 1, rounds, perSecond));
            }
        }
        BenchmarkResult result =
                new BenchmarkResult(
                        Machine.commit(),
                        Machine.describe(),
                        Instant.now().toString(),
                        "bench consensus --rounds %d --seconds %d --warmup %d"
                                .formatted(rounds, seconds, warmup),
                        scenarios.stream()
                                .map(each ->
                                        row(each, samples.getOrDefault(each, List.of()), bftSmart))
                                .toList());
        say(ResultTable.of(result));
        json.ifPresent(result::write);
        return 0;
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }

    private Sample measure(Scenario scenario) throws IOException, InterruptedException {
        Measurement measurement =
                new Measurement(data, Duration.ofSeconds(seconds), Duration.ofSeconds(warmup));
        return scenario.run(measurement);
    }

    private static BenchmarkRow row(
            Scenario scenario, List<Sample> samples, List<Double> bftSmart) {
        List<Double> values = samples.stream().map(Sample::value).toList();
        double median = BenchmarkRow.median(values);
        boolean isMet =
                scenario.better() == BenchmarkRow.Better.HIGHER
                        ? median >= scenario.goal()
                        : median <= scenario.goal();
        Map<String, List<Double>> peers =
                scenario == Scenario.ORDER_200 && !bftSmart.isEmpty()
                        ? Map.of("bft-smart", bftSmart)
                        : Map.of();
        return new BenchmarkRow(
                scenario.label(),
                scenario.unit(),
                scenario.better(),
                values,
                peers,
                Optional.empty(),
                peers.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(10),
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
