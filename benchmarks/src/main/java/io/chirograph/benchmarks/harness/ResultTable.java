package io.chirograph.benchmarks.harness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// A result as text: a line a row, with medians.
public final class ResultTable {
    private ResultTable() {}

    public static String of(BenchmarkResult result) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("row", "unit", "ours", "best peer", "ratio", "goal", "", "bound"));
        result.rows().forEach(row -> lines.add(cells(row)));
        StringBuilder text = new StringBuilder();
        text.append(
                "%s%n%s, sources %s%n%s%n%n"
                        .formatted(
                                result.command(),
                                result.date(),
                                result.commit(),
                                result.machine()));
        int[] widths = widths(lines);
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                String pattern = i < 2 ? "%-" + widths[i] + "s  " : "%" + widths[i] + "s  ";
                text.append(pattern.formatted(line.get(i)));
            }
            text.append(System.lineSeparator());
        }
        text.append(System.lineSeparator());
        result.rows().stream()
                .filter(row -> !row.note().isEmpty() || !row.peers().isEmpty())
                .forEach(row ->
                        text.append(
                                "%s: %s%n  %s%n".formatted(row.name(), peers(row), row.note())));
        return text.toString();
    }

    private static int[] widths(List<List<String>> lines) {
        int[] widths = new int[lines.getFirst().size()];
        // A column may be empty in all lines.
        Arrays.fill(widths, 1);
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        return widths;
    }

    private static List<String> cells(BenchmarkRow row) {
        String best =
                row.bestPeer()
                        .map(peer -> peer + " " + number(BenchmarkRow.median(row.samplesOf(peer))))
                        .orElse("");
        String sign = row.better() == BenchmarkRow.Better.HIGHER ? "≥ " : "≤ ";
        return List.of(
                row.name(),
                row.unit(),
                row.ours().isEmpty() ? "" : number(BenchmarkRow.median(row.ours())),
                best,
                fraction(row.ratio()),
                row.goal().isPresent() ? sign + fraction(row.goal()) : "",
                row.isMet().map(met -> met ? "met" : "NOT MET").orElse(""),
                row.bound().isPresent() ? number(row.bound().getAsDouble()) : "");
    }

    private static String peers(BenchmarkRow row) {
        return String.join(
                ", ",
                row.peers().entrySet().stream()
                        .map(peer ->
                                peer.getKey() + " " + number(BenchmarkRow.median(peer.getValue())))
                        .toList());
    }

    private static String fraction(OptionalDouble value) {
        return value.isEmpty() ? "" : String.format(Locale.ROOT, "%.2f", value.getAsDouble());
    }

    /// With three digits or more, thousands divided.
    static String number(double value) {
        return value >= 100
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
