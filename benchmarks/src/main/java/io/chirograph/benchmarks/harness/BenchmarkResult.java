package io.chirograph.benchmarks.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What one run of a benchmark gave.
///
/// As JSON: `{"commit", "machine", "date", "command", "rows": [{"name", "unit", "better", "ours",
/// "peers": {name: samples}, "ratio", "goal", "bound", "note"}]}`; a number that there is not is
/// `null`.
///
/// @param commit of the sources, with `+` behind it when they had changes besides
/// @param date as ISO 8601 with the zone
public record BenchmarkResult(
        String commit, String machine, String date, String command, List<BenchmarkRow> rows) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public BenchmarkResult {
        rows = List.copyOf(rows);
    }

    public void write(Path file) {
        ObjectNode whole = JSON.createObjectNode();
        whole.put("commit", commit).put("machine", machine).put("date", date);
        whole.put("command", command);
        ArrayNode array = whole.putArray("rows");
        rows.forEach(row -> writeRow(array.addObject(), row));
        try {
            JSON.writeValue(file, whole);
        } catch (JacksonException e) {
            throw new BenchmarkException(file + " can't be written: " + e.getOriginalMessage(), e);
        }
    }

    private static void writeRow(ObjectNode node, BenchmarkRow row) {
        node.put("name", row.name()).put("unit", row.unit()).put("better", row.better().label());
        writeSamples(node.putArray("ours"), row.ours());
        ObjectNode peers = node.putObject("peers");
        row.peers().forEach((peer, samples) -> writeSamples(peers.putArray(peer), samples));
        writeNumber(node, "ratio", row.ratio());
        writeNumber(node, "goal", row.goal());
        writeNumber(node, "bound", row.bound());
        node.put("note", row.note());
    }

    private static void writeSamples(ArrayNode node, List<Double> samples) {
        samples.forEach(node::add);
    }

    private static void writeNumber(ObjectNode node, String name, OptionalDouble number) {
        if (number.isPresent()) {
            node.put(name, number.getAsDouble());
        } else {
            node.putNull(name);
        }
    }

    public static BenchmarkResult read(Path file) {
        if (!Files.isReadable(file)) {
            throw new BenchmarkException(file + " is not there, or can't be read");
        }
        try {
            JsonNode whole = JSON.readTree(file);
            List<BenchmarkRow> rows = new ArrayList<>();
            whole.path("rows").forEach(row -> rows.add(readRow(row)));
            return new BenchmarkResult(
                    whole.path("commit").asString(""),
                    whole.path("machine").asString(""),
                    whole.path("date").asString(""),
                    whole.path("command").asString(""),
                    rows);
        } catch (JacksonException e) {
            throw new BenchmarkException(file + " is not a result: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new BenchmarkException(file + " is not a result: " + e.getMessage(), e);
        }
    }

    private static BenchmarkRow readRow(JsonNode node) {
        Map<String, List<Double>> peers = new LinkedHashMap<>();
        node.path("peers")
                .properties()
                .forEach(peer -> peers.put(peer.getKey(), readSamples(peer.getValue())));
        BenchmarkRow row =
                new BenchmarkRow(
                        node.path("name").asString(""),
                        node.path("unit").asString(""),
                        node.path("better").asString("").equals("lower")
                                ? BenchmarkRow.Better.LOWER
                                : BenchmarkRow.Better.HIGHER,
                        readSamples(node.path("ours")),
                        peers,
                        Optional.empty(),
                        readNumber(node.path("goal")),
                        readNumber(node.path("bound")),
                        node.path("note").asString(""));
        return row.referredTo(readNumber(node.path("ratio")));
    }

    private static List<Double> readSamples(JsonNode node) {
        List<Double> samples = new ArrayList<>();
        node.forEach(sample -> samples.add(sample.asDouble()));
        return samples;
    }

    private static OptionalDouble readNumber(JsonNode node) {
        return node.isNumber() ? OptionalDouble.of(node.asDouble()) : OptionalDouble.empty();
    }
}
