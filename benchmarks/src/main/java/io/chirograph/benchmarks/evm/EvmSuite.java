package io.chirograph.benchmarks.evm;

import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.benchmarks.harness.BenchmarkRow;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// Runs all programs on all machines in alternation, round after round.
final class EvmSuite {
    /// Programs of nothing but JUMPDEST: ours pays for a row of them at once, so they tell nothing of a
    /// machine's speed and would carry the mean.
    private static final Set<String> NOT_IN_MEAN =
            Set.of("JUMPDEST_n0", "loop_with_many_jumpdests");

    private static final Map<String, String> ROWS_WITH_GOALS =
            Map.of(
                    "erc20",
                    "evm-erc20",
                    "snailtracer",
                    "evm-snailtracer",
                    "keccak-64",
                    "evm-keccak");
    private static final Map<String, Double> GOALS =
            Map.of("erc20", 0.6, "snailtracer", 0.5, "keccak-64", 0.8);

    private static final double GOAL_TO_ANVIL = 0.6;
    private static final double GOAL_TO_ETHEREUMJS = 30;

    /// How long a timed run of ours should take about.
    private static final double RUN_NANOS = 60e6;

    /// ethereumjs gets so much less to do when a program is called more than once.
    private static final long SLOWER = 40;

    private final Chirograph ours;
    private final List<ContractMachine> peers;
    private final List<Program> programs;
    private final Duration warmUp;
    private final int rounds;
    private final PrintWriter progress;

    /// By program, by machine, a sample a round.
    private final Map<String, Map<String, List<Double>>> rates = new LinkedHashMap<>();

    EvmSuite(
            Chirograph ours,
            List<ContractMachine> peers,
            List<Program> programs,
            Duration warmUp,
            int rounds,
            PrintWriter progress) {
        this.ours = ours;
        this.peers = List.copyOf(peers);
        this.programs = List.copyOf(programs);
        this.warmUp = warmUp;
        this.rounds = rounds;
        this.progress = progress;
    }

    List<BenchmarkRow> run() {
        for (Program program : programs) {
            measure(program);
        }
        List<BenchmarkRow> rows = new ArrayList<>();
        rows.add(mean("evm-geomean", "anvil", GOAL_TO_ANVIL));
        rows.add(mean("evm-ethereumjs", "ethereumjs", GOAL_TO_ETHEREUMJS));
        programs.forEach(program -> rows.add(row(program.name())));
        return rows;
    }

    private void measure(Program program) {
        long count = warm(program);
        Map<String, List<Double>> samples = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            ContractMachine.Run run = ours.run(program, count);
            add(samples, ours, run);
            for (ContractMachine peer : peers) {
                boolean isSlow = peer instanceof EthereumJs;
                long times = isSlow ? Math.max(1, count / SLOWER) : count;
                ContractMachine.Run theirs = peer.run(program, times);
                long expected = isSlow ? ours.run(program, times).gas() : run.gas();
                if (theirs.gas() != expected) {
                    throw new BenchmarkException(
                            "%s: %d gas on ours, %d on %s"
                                    .formatted(
                                            program.name(), expected, theirs.gas(), peer.label()));
                }
                add(samples, peer, theirs);
            }
        }
        rates.put(program.name(), samples);
        progress.println(program.name() + " × " + count + ": " + rounded(samples));
        progress.flush();
    }

    private static void add(
            Map<String, List<Double>> samples, ContractMachine machine, ContractMachine.Run run) {
        samples.computeIfAbsent(machine.label(), label -> new ArrayList<>()).add(run.megagas());
    }

    private static Map<String, String> rounded(Map<String, List<Double>> samples) {
        Map<String, String> rounded = new LinkedHashMap<>();
        samples.forEach((machine, rates) ->
                rounded.put(
                        machine, String.format(Locale.ROOT, "%.0f", BenchmarkRow.median(rates))));
        return rounded;
    }

    /// How often to call the program so that a run takes long enough to be timed.
    private long warm(Program program) {
        long end = System.nanoTime() + warmUp.toNanos();
        long count = 1;
        while (System.nanoTime() < end) {
            if (ours.run(program, count).nanos() < RUN_NANOS && !isFree(program)) {
                count *= 2;
            }
        }
        return count;
    }

    private static boolean isFree(Program program) {
        return NOT_IN_MEAN.contains(program.name());
    }

    /// The geometric means of each round.
    private BenchmarkRow mean(String name, String reference, double goal) {
        Map<String, List<Double>> means = new LinkedHashMap<>();
        List<String> machines = new ArrayList<>(List.of(ours.label()));
        peers.forEach(peer -> machines.add(peer.label()));
        for (String machine : machines) {
            List<Double> samples = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                samples.add(mean(machine, round));
            }
            means.put(machine, samples);
        }
        return row(
                name,
                means,
                Optional.of(reference),
                OptionalDouble.of(goal),
                "without " + String.join(", ", NOT_IN_MEAN.stream().sorted().toList()));
    }

    private double mean(String machine, int round) {
        return Math.exp(
                programs.stream()
                        .filter(program -> !isFree(program))
                        .mapToDouble(program ->
                                Math.log(
                                        samples(program.name())
                                                .getOrDefault(machine, List.of())
                                                .get(round)))
                        .average()
                        .orElse(Double.NaN));
    }

    private Map<String, List<Double>> samples(String program) {
        return rates.getOrDefault(program, Map.of());
    }

    private BenchmarkRow row(String program) {
        Double goal = GOALS.get(program);
        return row(
                ROWS_WITH_GOALS.getOrDefault(program, "evm: " + program),
                samples(program),
                Optional.of("anvil"),
                goal == null ? OptionalDouble.empty() : OptionalDouble.of(goal),
                "");
    }

    private BenchmarkRow row(
            String name,
            Map<String, List<Double>> samples,
            Optional<String> reference,
            OptionalDouble goal,
            String note) {
        Map<String, List<Double>> others = new LinkedHashMap<>(samples);
        List<Double> own = others.remove(ours.label());
        return new BenchmarkRow(
                name,
                "Mgas/s",
                BenchmarkRow.Better.HIGHER,
                own == null ? List.of() : own,
                others,
                reference,
                goal,
                OptionalDouble.empty(),
                note);
    }
}
