package io.chirograph.benchmarks.store;

import io.chirograph.benchmarks.harness.BenchmarkRow.Better;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The rows of `bench store`, in the order in which they are measured, with their goals: of ours to
/// the best peer, or to the one named, and to the probe.
enum StoreRow {
    DEVICE_SYNCS("syncs/s", Better.HIGHER),
    LOAD_SECONDS("s", Better.LOWER, 0.5),
    LOAD_BYTES("bytes", Better.LOWER, 1.0),
    READ_1("reads/s", Better.HIGHER, 1.0, Engine.LMDB),
    READ_4("reads/s", Better.HIGHER, 1.0, Engine.LMDB),
    SCAN("records/s", Better.HIGHER, 0.7, Engine.LMDB),
    COMMIT_1("commits/s", Better.HIGHER, 1.0, 0.85),
    COMMIT_16("commits/s", Better.HIGHER, 2.0, 0.75),
    COMMIT_64("commits/s", Better.HIGHER, 2.6, 0.75),
    DEVICE_BYTES("bytes/commit", Better.LOWER, 0.65, Engine.ROCKSDB),
    COMMIT_64_VIRTUAL("commits/s", Better.HIGHER, 3.8, 0.75),
    COMMIT_100X1("commits/s", Better.HIGHER, 2.0),
    COMMIT_100X16("commits/s", Better.HIGHER, 2.0),
    MIXED_16("operations/s", Better.HIGHER, 2.0, 0.75),
    REOPEN_MS("ms", Better.LOWER, 1.0, Engine.SQLITE),
    DISK_BYTES("bytes", Better.LOWER, 1.3);

    /// What [#DISK_BYTES] is held against beside the peers.
    static final String LIVE_DATA = "live data";

    private final String unit;
    private final Better better;
    private final OptionalDouble goal;
    private final OptionalDouble goalToProbe;
    private final Optional<Engine> reference;

    StoreRow(
            String unit,
            Better better,
            OptionalDouble goal,
            OptionalDouble goalToProbe,
            Optional<Engine> reference) {
        this.unit = unit;
        this.better = better;
        this.goal = goal;
        this.goalToProbe = goalToProbe;
        this.reference = reference;
    }

    StoreRow(String unit, Better better) {
        this(unit, better, OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty());
    }

    StoreRow(String unit, Better better, double goal) {
        this(unit, better, OptionalDouble.of(goal), OptionalDouble.empty(), Optional.empty());
    }

    StoreRow(String unit, Better better, double goal, double goalToProbe) {
        this(
                unit,
                better,
                OptionalDouble.of(goal),
                OptionalDouble.of(goalToProbe),
                Optional.empty());
    }

    StoreRow(String unit, Better better, double goal, Engine reference) {
        this(unit, better, OptionalDouble.of(goal), OptionalDouble.empty(), Optional.of(reference));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String unit() {
        return unit;
    }

    Better better() {
        return better;
    }

    OptionalDouble goal() {
        return goal;
    }

    OptionalDouble goalToProbe() {
        return goalToProbe;
    }

    Optional<String> reference() {
        return this == DISK_BYTES ? Optional.of(LIVE_DATA) : reference.map(Engine::label);
    }

    /// Whether the records must have been loaded before.
    boolean needsRecords() {
        return switch (this) {
            case READ_1, READ_4, SCAN, MIXED_16, REOPEN_MS, DISK_BYTES -> true;
            case DEVICE_SYNCS,
                    LOAD_SECONDS,
                    LOAD_BYTES,
                    COMMIT_1,
                    COMMIT_16,
                    COMMIT_64,
                    DEVICE_BYTES,
                    COMMIT_64_VIRTUAL,
                    COMMIT_100X1,
                    COMMIT_100X16 ->
                    false;
        };
    }

    /// Whether each operation is one durable transaction.
    boolean isOfCommits() {
        return switch (this) {
            case COMMIT_1, COMMIT_16, COMMIT_64, COMMIT_64_VIRTUAL, COMMIT_100X1, COMMIT_100X16 ->
                    true;
            case DEVICE_SYNCS,
                    LOAD_SECONDS,
                    LOAD_BYTES,
                    READ_1,
                    READ_4,
                    SCAN,
                    DEVICE_BYTES,
                    MIXED_16,
                    REOPEN_MS,
                    DISK_BYTES ->
                    false;
        };
    }

    /// @param text `all`, or labels divided by commas
    static Set<StoreRow> parse(String text) {
        return text.equals("all")
                ? EnumSet.allOf(StoreRow.class)
                : Stream.of(text.split(","))
                        .map(StoreRow::parseOne)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(StoreRow.class)));
    }

    private static StoreRow parseOne(String label) {
        return Arrays.stream(values())
                .filter(row -> row.label().equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no row is called '%s'; there are all, %s"
                                        .formatted(
                                                label,
                                                Arrays.stream(values())
                                                        .map(StoreRow::label)
                                                        .collect(Collectors.joining(", ")))));
    }
}
