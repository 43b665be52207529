package io.chirograph.benchmarks.store;

import io.chirograph.benchmarks.harness.BenchmarkRow;
import io.chirograph.benchmarks.store.Crew.Pace;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// What was measured so far, row by row. Single-owner.
final class Samples {
    /// A durable commit of a lone thread cannot share a flush; the device's counter may lag a little.
    private static final double FLUSHES_OF_A_LONE_COMMIT_MIN = 0.95;

    private final Records records;
    private final Map<StoreRow, Map<Engine, List<Double>>> values = new EnumMap<>(StoreRow.class);
    private final Map<StoreRow, Map<Engine, List<Double>>> p99 = new EnumMap<>(StoreRow.class);
    private final Map<StoreRow, Map<Engine, List<Double>>> flushes = new EnumMap<>(StoreRow.class);

    Samples(Records records) {
        this.records = records;
    }

    void add(StoreRow row, Engine engine, double value) {
        listOf(values, row, engine).add(value);
    }

    void add(StoreRow row, Engine engine, Pace pace) {
        add(row, engine, pace.perSecond());
        listOf(p99, row, engine).add(pace.p99Millis());
    }

    /// @param perCommit how often the device was told to make durable what it has
    void addFlushes(StoreRow row, Engine engine, double perCommit) {
        listOf(flushes, row, engine).add(perCommit);
    }

    private static List<Double> listOf(
            Map<StoreRow, Map<Engine, List<Double>>> all, StoreRow row, Engine engine) {
        return all.computeIfAbsent(row, absent -> new EnumMap<>(Engine.class))
                .computeIfAbsent(engine, absent -> new ArrayList<>());
    }

    BenchmarkRow row(StoreRow row) {
        Map<Engine, List<Double>> measured = values.getOrDefault(row, Map.of());
        Map<String, List<Double>> peers = new LinkedHashMap<>();
        Engine.allPeers().stream()
                .filter(measured::containsKey)
                .forEach(peer -> peers.put(peer.label(), measured.getOrDefault(peer, List.of())));
        List<Double> ours = measured.getOrDefault(Engine.CHIROGRAPH, List.of());
        if (row == StoreRow.DISK_BYTES) {
            peers.put(
                    StoreRow.LIVE_DATA,
                    ours.stream().map(any -> (double) records.bytes()).toList());
        }
        OptionalDouble probe =
                Optional.ofNullable(measured.get(Engine.PROBE))
                        .map(samples -> OptionalDouble.of(BenchmarkRow.median(samples)))
                        .orElse(OptionalDouble.empty());
        return new BenchmarkRow(
                row.label(),
                row.unit(),
                row.better(),
                ours,
                peers,
                row.reference(),
                row.goal(),
                probe,
                note(row, ours, probe));
    }

    private String note(StoreRow row, List<Double> ours, OptionalDouble probe) {
        List<String> notes = new ArrayList<>();
        if (probe.isPresent() && !ours.isEmpty() && row.goalToProbe().isPresent()) {
            double share = BenchmarkRow.median(ours) / probe.getAsDouble();
            double goal = row.goalToProbe().getAsDouble();
            notes.add(
                    String.format(
                            Locale.ROOT,
                            "%.2f × the probe, goal ≥ %.2f %s",
                            share,
                            goal,
                            share >= goal ? "met" : "NOT MET"));
        }
        addEach(notes, "p99 ms: ", p99.getOrDefault(row, Map.of()));
        addEach(notes, "device flushes a commit: ", flushes.getOrDefault(row, Map.of()));
        if (row == StoreRow.COMMIT_1 || row == StoreRow.COMMIT_100X1) {
            addUnflushed(notes, flushes.getOrDefault(row, Map.of()));
        }
        switch (row) {
            case COMMIT_64_VIRTUAL ->
                    notes.add("ours and the probe on virtual threads, peers on platform threads");
            case DEVICE_BYTES ->
                    notes.add(
                            "from commit-64, all that the device was given to write, with its file"
                                    + " system's journal");
            case READ_1, READ_4 -> notes.add("each read sees what was committed before it began");
            case REOPEN_MS -> notes.add("a fresh process, from opening to the first record read");
            case DISK_BYTES ->
                    notes.add(
                            "sizes of all files, closed, after the last row and six seconds with"
                                    + " nothing to do");
            case DEVICE_SYNCS ->
                    notes.add(
                            "4 KiB written and synced into a preallocated file, one thread; the"
                                    + " bound of commit-1");
            case LOAD_SECONDS,
                    LOAD_BYTES,
                    SCAN,
                    COMMIT_1,
                    COMMIT_16,
                    COMMIT_64,
                    COMMIT_100X1,
                    COMMIT_100X16,
                    MIXED_16 -> {}
        }
        return String.join("; ", notes);
    }

    /// Whoever flushes less than once for each commit of one thread acknowledged some before they were durable, or
    /// found nothing to write: its figure is not one of durable commits.
    private static void addUnflushed(List<String> notes, Map<Engine, List<Double>> perCommit) {
        perCommit.forEach((engine, samples) -> {
            if (BenchmarkRow.median(samples) < FLUSHES_OF_A_LONE_COMMIT_MIN) {
                notes.add(engine.label() + " did NOT FLUSH EVERY COMMIT");
            }
        });
    }

    private static void addEach(
            List<String> notes, String title, Map<Engine, List<Double>> measured) {
        if (measured.isEmpty()) {
            return;
        }
        List<String> each = new ArrayList<>();
        measured.forEach((engine, samples) ->
                each.add(
                        String.format(
                                Locale.ROOT,
                                "%s %.2f",
                                engine.label(),
                                BenchmarkRow.median(samples))));
        notes.add(title + String.join(", ", each));
    }
}
