package io.chirograph.simulator;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Runs scenarios until one breaks a promise, and then tells how.
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description =
                "Runs whole clusters on simulated time, with faults, and checks what may never"
                        + " happen.")
final class SimulateCommand implements Callable<Integer> {
    /// Reads `torn-log` as [Scenario#TORN_LOG].
    static final class ScenarioConverter implements ITypeConverter<Scenario> {
        @Override
        public Scenario convert(String label) {
            return Arrays.stream(Scenario.values())
                    .filter(scenario -> scenario.label().equals(label))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    "no scenario is named '%s'; there are %s"
                                            .formatted(label, labels())));
        }
    }

    private static String labels() {
        return Arrays.stream(Scenario.values())
                .map(Scenario::label)
                .collect(Collectors.joining(", "));
    }

    private final PrintWriter out;

    /// Of this machine, for what is told of the speed.
    private final LongSupplier nanoTime;

    /// What the caller's thread used of a processor.
    private final LongSupplier processorNanos;

    @Option(
            names = "--scenario",
            converter = ScenarioConverter.class,
            defaultValue = "random",
            description =
                    "quiet, partition, loss, crash-primary, torn-log, slow-disk, clock-skew,"
                            + " equivocation, mutation, lagging-replica, lost-disk, silent-views,"
                            + " members or random (default: ${DEFAULT-VALUE})")
    Scenario scenario = Scenario.RANDOM;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "the first seed, decimal or hexadecimal with 0x (default: 1)")
    String seed = "1";

    @Option(
            names = "--count",
            defaultValue = "1",
            description = "how many runs, each with the next seed (default: 1)")
    long count = 1;

    @Option(
            names = "--seconds",
            description = "begins runs for so long, each with the next seed, whatever --count says")
    Optional<Integer> seconds = Optional.empty();

    @Option(
            names = "--protocol-only",
            description = "runs the agreement alone, without store, pool and ledger: much faster")
    boolean protocolOnly;

    @Option(names = "--json", description = "prints the figures as JSON")
    boolean json;

    /// @param nanoTime of the wall
    /// @param processorNanos of the caller's thread
    SimulateCommand(PrintWriter out, LongSupplier nanoTime, LongSupplier processorNanos) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.processorNanos = processorNanos;
    }

    @Override
    public Integer call() {
        Simulation simulation =
                new Simulation(protocolOnly ? Simulation.Extent.PROTOCOL : Simulation.Extent.WHOLE);
        long first = Long.decode(seed);
        long begin = nanoTime.getAsLong();
        long processorBegin = processorNanos.getAsLong();
        Tally tally = new Tally();
        for (long i = 0; hasNext(i, begin); i++) {
            Plan plan = scenario.plan(first + i);
            Outcome outcome = simulation.run(plan);
            tally.add(outcome.figures());
            if (outcome instanceof Outcome.Broken broken) {
                explain(simulation, plan, broken);
                return 1;
            }
        }
        double wallSeconds = (nanoTime.getAsLong() - begin) / 1e9;
        double processorSeconds = (processorNanos.getAsLong() - processorBegin) / 1e9;
        out.println(
                json
                        ? tally.toJson(scenario, protocolOnly, wallSeconds, processorSeconds)
                        : tally.toText(scenario, wallSeconds, processorSeconds));
        return 0;
    }

    private boolean hasNext(long run, long beginNanos) {
        return seconds.map(each -> nanoTime.getAsLong() - beginNanos < each * 1_000_000_000L)
                .orElse(run < count);
    }

    private void explain(Simulation simulation, Plan plan, Outcome.Broken broken) {
        out.println("broken: " + broken.violation().getMessage());
        out.println("replay: " + replayCommand(plan));
        out.println();
        Simulation.Explanation explanation = simulation.explain(plan, broken.violation().kind());
        Plan small = explanation.plan();
        out.println(
                "%d of %d faults and %d of %d requests are enough, with %d validators%s:"
                        .formatted(
                                small.faults().size(),
                                plan.faults().size(),
                                small.submissions().size(),
                                plan.submissions().size(),
                                small.size(),
                                traitors(small)));
        small.faults().forEach(fault -> out.println("  " + fault));
        small.changes().forEach(change -> out.println("  " + change));
        small.submissions()
                .forEach(submission ->
                        out.println(
                                "  at %d ms validator %d is asked for number %d"
                                        .formatted(
                                                submission.atMillis(),
                                                submission.node(),
                                                submission.number())));
        out.println();
        out.println("what happened:");
        explanation.outcome().story().forEach(line -> out.println("  " + line));
        StackTraceElement[] places = explanation.outcome().violation().getStackTrace();
        Throwable cause = explanation.outcome().violation().getCause();
        if (cause != null) {
            out.println(cause);
            places = cause.getStackTrace();
        }
        Arrays.stream(places).limit(12).forEach(place -> out.println("    at " + place));
    }

    private static String traitors(Plan plan) {
        if (plan.traitors() == 0) {
            return "";
        }
        List<Integer> traitors =
                IntStream.range(0, plan.size()).filter(plan::isTraitor).boxed().toList();
        return ", of them %s %s".formatted(plan.areTwins() ? "twins" : "traitors", traitors);
    }

    private String replayCommand(Plan plan) {
        return "./chirograph simulate --scenario %s --seed 0x%x%s"
                .formatted(
                        plan.scenario().label(),
                        plan.seed(),
                        protocolOnly ? " --protocol-only" : "");
    }

    /// The sum of many runs.
    private static final class Tally {
        private long runs;
        private long events;
        private long batches;
        private long requests;
        private long faults;
        private long changes;
        private long recoveryMillisMax;

        void add(Outcome.Figures figures) {
            runs++;
            events += figures.events();
            batches += figures.batches();
            requests += figures.requests();
            faults += figures.faults();
            changes += figures.changes();
            recoveryMillisMax = Math.max(recoveryMillisMax, figures.recoveryMillis());
        }

        String toText(Scenario scenario, double seconds, double processorSeconds) {
            return String.format(
                    Locale.ROOT,
                    "%d runs of %s kept all promises: %.1f s, %.1f runs/s, %.2f M events/s; of a"
                        + " processor %.1f s, %.1f runs/s, %.2f M events/s; a run has %d events, %d"
                        + " batches, %d requests, %.1f faults and %.1f changes of the members; the"
                        + " longest recovery took %d ms",
                    runs,
                    scenario,
                    seconds,
                    runs / seconds,
                    events / seconds / 1e6,
                    processorSeconds,
                    runs / processorSeconds,
                    events / processorSeconds / 1e6,
                    events / runs,
                    batches / runs,
                    requests / runs,
                    faults / (double) runs,
                    changes / (double) runs,
                    recoveryMillisMax);
        }

        String toJson(
                Scenario scenario, boolean protocolOnly, double seconds, double processorSeconds) {
            List<String> fields =
                    List.of(
                            "\"scenario\":\"" + scenario + "\"",
                            "\"protocolOnly\":" + protocolOnly,
                            "\"runs\":" + runs,
                            String.format(Locale.ROOT, "\"seconds\":%.3f", seconds),
                            String.format(
                                    Locale.ROOT, "\"processorSeconds\":%.3f", processorSeconds),
                            "\"events\":" + events,
                            "\"batches\":" + batches,
                            "\"requests\":" + requests,
                            "\"faults\":" + faults,
                            "\"changes\":" + changes,
                            "\"recoveryMillisMax\":" + recoveryMillisMax);
            return "{" + String.join(",", fields) + "}";
        }
    }
}
