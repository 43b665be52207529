package io.chirograph.benchmarks.consensus;

import io.chirograph.benchmarks.harness.BenchmarkException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How the rows are measured: a fresh network each, warmed up under the load that is measured.
///
/// @param data where durable members keep their stores
/// @param time how long is measured
record Measurement(Path data, Duration time, Duration warmup) {
    /// What happens to the primary.
    enum Fault {
        KILL,
        STOP,
        BLACKHOLE
    }

    private static final Duration SESSIONS_WITHIN = Duration.ofSeconds(60);
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(10);
    private static final int OUTAGE_CLIENTS = 50;
    private static final int LATENCY_WARMUP_CLIENTS = 50;
    private static final Duration LATENCY_SETTLES = Duration.ofSeconds(3);
    private static final long RECOVERY_OFFSET_MILLIS = Duration.ofHours(3).toMillis();

    Sample throughput(boolean durable, int clients, LoadClient.Work work)
            throws IOException, InterruptedException {
        try (Cluster cluster = new Cluster(data, durable)) {
            cluster.startAll();
            try (LoadGenerator load = load(cluster, clients, work)) {
                Usage before = Usage.of(cluster);
                LoadGenerator.Measured measured = load.measure(time, () -> {});
                Usage used = Usage.of(cluster).since(before);
                double perSecond = measured.perSecond() * work.payloads();
                if (used.badSignatures() > 0) {
                    throw new BenchmarkException("members found bad signatures");
                }
                load.stop();
                return new Sample(perSecond, latencies(measured) + used.describe(measured));
            }
        }
    }

    private LoadGenerator load(Cluster cluster, int clients, LoadClient.Work work)
            throws InterruptedException {
        LoadGenerator load =
                new LoadGenerator(cluster.keys(), cluster.clientPorts(), clients, work, 0);
        load.start(SESSIONS_WITHIN);
        load.measure(warmup, () -> {});
        return load;
    }

    private static String latencies(LoadGenerator.Measured measured) {
        return String.format(
                Locale.ROOT,
                "p50 %.2f ms, p99 %.2f ms; ",
                measured.latencyMillis(0.5),
                measured.latencyMillis(0.99));
    }

    /// Warmed up by as much as the members can take: at a thousand requests a second, machine code that an hour
    /// of service would have takes minutes to come, and its making takes the processors that it waits for.
    Sample latency(double quantile, LoadClient.Work work) throws IOException, InterruptedException {
        try (Cluster cluster = new Cluster(data, true)) {
            cluster.startAll();
            try (LoadGenerator hasty =
                    load(cluster, LATENCY_WARMUP_CLIENTS, work.withoutPauses())) {
                hasty.stop();
            }
            try (LoadGenerator load =
                    new LoadGenerator(cluster.keys(), cluster.clientPorts(), 8, work, 0)) {
                load.start(SESSIONS_WITHIN);
                load.measure(LATENCY_SETTLES, () -> {});
                Usage before = Usage.of(cluster);
                LoadGenerator.Measured measured = load.measure(time, () -> {});
                Usage used = Usage.of(cluster).since(before);
                load.stop();
                return new Sample(
                        measured.latencyMillis(quantile),
                        String.format(Locale.ROOT, "%.0f requests/s, ", measured.perSecond())
                                + latencies(measured)
                                + used.describe(measured));
            }
        }
    }

    Sample syncsPerRequest() throws IOException, InterruptedException {
        LoadClient.Work work = new LoadClient.Work(100, Scenario.PAYLOAD_BYTES, false, 0);
        try (Cluster cluster = new Cluster(data, true)) {
            cluster.startAll();
            try (LoadGenerator load = load(cluster, 20, work)) {
                Usage before = Usage.of(cluster);
                LoadGenerator.Measured measured = load.measure(time, () -> {});
                Usage used = Usage.of(cluster).since(before);
                load.stop();
                return new Sample(
                        (double) used.syncs() / (measured.requests() * work.payloads()),
                        used.describe(measured));
            }
        }
    }

    /// The longest time in which no client got an answer; nothing answered may be lost.
    Sample outage(Fault fault) throws IOException, InterruptedException {
        LoadClient.Work work = new LoadClient.Work(1, Scenario.PAYLOAD_BYTES, false, 0);
        try (Cluster cluster = new Cluster(data, true)) {
            cluster.startAllCuttable(fault == Fault.BLACKHOLE ? Set.of(0) : Set.of());
            try (LoadGenerator load = load(cluster, OUTAGE_CLIENTS, work)) {
                LoadGenerator.Measured usual = load.measure(Duration.ofSeconds(2), () -> {});
                LoadGenerator.Measured measured =
                        load.measure(
                                time,
                                () -> {
                                    switch (fault) {
                                        case KILL -> cluster.kill(0);
                                        case STOP -> cluster.stop(0);
                                        case BLACKHOLE -> cluster.cut(0);
                                    }
                                });
                Map<Long, Long> answered = load.stop();
                requireKept(cluster, answered);
                return new Sample(
                        measured.gapNanosMax() / 1e6,
                        String.format(
                                Locale.ROOT,
                                "%.0f requests/s before, with gaps of %.0f ms at most, %.0f after;"
                                        + " nothing acknowledged was lost",
                                usual.perSecond(),
                                usual.gapNanosMax() / 1e6,
                                measured.perSecond()));
            }
        }
    }

    /// Waits until each member but the first has executed all that was answered.
    private static void requireKept(Cluster cluster, Map<Long, Long> answered)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + SETTLED_WITHIN.toNanos();
        for (int member = 1; member < Cluster.SIZE; member++) {
            while (!hasAll(cluster.report(member), answered)) {
                if (System.nanoTime() - deadline > 0) {
                    throw new BenchmarkException(
                            "member %d lacks requests that clients were told are executed"
                                    .formatted(member));
                }
                Thread.sleep(50);
            }
        }
    }

    private static boolean hasAll(ReportLine report, Map<Long, Long> answered) {
        return answered.entrySet().stream()
                .allMatch(each ->
                        report.sessions().getOrDefault(each.getKey(), -1L) >= each.getValue());
    }

    /// All members are killed under load; three of them start again, by their clocks hours later.
    Sample recovery() throws IOException, InterruptedException {
        LoadClient.Work work = new LoadClient.Work(1, Scenario.PAYLOAD_BYTES, false, 0);
        try (Cluster cluster = new Cluster(data, true)) {
            cluster.startAll();
            Map<Long, Long> answered;
            try (LoadGenerator load = load(cluster, OUTAGE_CLIENTS, work)) {
                load.measure(time, () -> {});
                answered = load.stop();
            }
            for (int i = 0; i < Cluster.SIZE; i++) {
                cluster.kill(i);
            }
            for (int i = 1; i < Cluster.SIZE; i++) {
                cluster.start(i, RECOVERY_OFFSET_MILLIS);
            }
            for (int i = 1; i < Cluster.SIZE; i++) {
                cluster.awaitReady(i);
            }
            long back = System.nanoTime();
            try (LoadGenerator load =
                    new LoadGenerator(cluster.keys(), cluster.clientPorts(), 1, work, 1)) {
                load.start(SESSIONS_WITHIN);
                double seconds = (System.nanoTime() - back) / 1e9;
                load.stop();
                requireKept(cluster, answered);
                return new Sample(
                        seconds,
                        "three of four members, their clocks 3 h later; nothing acknowledged was"
                                + " lost");
            }
        }
    }

    /// What one processor simulates in a second, its compiler's warming up included.
    Sample simulation(boolean protocolOnly) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:+UseSerialGC",
                                "-Xmx2g",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.chirograph.simulator.Main",
                                "--json",
                                "--seconds",
                                Long.toString(warmup.plus(time).toSeconds())));
        if (protocolOnly) {
            command.add("--protocol-only");
        }
        Process process = new ProcessBuilder(command).start();
        JsonNode figures = JsonMapper.builder().build().readTree(process.getInputStream());
        double seconds = figures.path("seconds").asDouble();
        double runs = figures.path("runs").asDouble();
        return new Sample(
                protocolOnly ? figures.path("events").asDouble() / seconds / 1e6 : runs / seconds,
                String.format(
                        Locale.ROOT,
                        "%.0f scenarios with %.0f events, %.1f batches and %.1f faults each",
                        runs,
                        figures.path("events").asDouble() / runs,
                        figures.path("batches").asDouble() / runs,
                        figures.path("faults").asDouble() / runs));
    }

    /// What members and clients used up, in all or since before.
    ///
    /// @param processors hundredths of a second: each member's, the clients', and all the machine's
    private record Usage(
            List<Long> processors,
            long syncs,
            long batches,
            long badSignatures,
            Map<StageTimes.Stage, Long> stages) {
        static Usage of(Cluster cluster) throws IOException {
            List<Long> processors = new ArrayList<>();
            long syncs = 0;
            long batches = 0;
            long bad = 0;
            Map<StageTimes.Stage, Long> stages = new TreeMap<>();
            for (int member : cluster.living()) {
                ReportLine report = cluster.report(member);
                processors.add(ProcessorTime.of(cluster.pid(member)));
                syncs += report.number("syncs");
                batches = Math.max(batches, report.number("batches"));
                bad += report.number("badSignatures");
                report.stages().forEach((stage, nanos) -> stages.merge(stage, nanos, Long::sum));
            }
            processors.add(ProcessorTime.of(ProcessHandle.current().pid()));
            processors.add(ProcessorTime.ofAll());
            return new Usage(List.copyOf(processors), syncs, batches, bad, stages);
        }

        Usage since(Usage before) {
            List<Long> more = new ArrayList<>();
            for (int i = 0; i < processors.size(); i++) {
                more.add(processors.get(i) - before.processors.get(i));
            }
            Map<StageTimes.Stage, Long> moreStages = new TreeMap<>();
            stages.forEach((stage, nanos) ->
                    moreStages.put(stage, nanos - before.stages.getOrDefault(stage, 0L)));
            return new Usage(
                    more,
                    syncs - before.syncs,
                    batches - before.batches,
                    badSignatures - before.badSignatures,
                    moreStages);
        }

        String describe(LoadGenerator.Measured measured) {
            double ticks = measured.nanos() / 1e7;
            StringBuilder text = new StringBuilder("processors: members");
            for (int i = 0; i < processors.size() - 2; i++) {
                text.append(String.format(Locale.ROOT, " %.2f", processors.get(i) / ticks));
            }
            text.append(
                    String.format(
                            Locale.ROOT,
                            ", clients %.2f, whole machine %.2f; %.0f batches/s of %.0f requests;"
                                    + " cores of members by stage, %%:",
                            processors.get(processors.size() - 2) / ticks,
                            processors.getLast() / ticks,
                            batches * 1e9 / measured.nanos(),
                            batches == 0 ? 0 : (double) measured.requests() / batches));
            stages.forEach((stage, nanos) ->
                    text.append(
                            String.format(
                                    Locale.ROOT,
                                    " %s %.1f",
                                    stage.name().toLowerCase(Locale.ROOT),
                                    nanos * 100.0 / measured.nanos())));
            return text.toString();
        }
    }
}
