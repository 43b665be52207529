package io.chirograph.cli.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the demonstration checked and measured. Thread-safe.
final class DemoReport {
    /// @param detail one line: what was seen, or what was missing
    record Check(String name, boolean ok, String detail) {}

    private final List<Check> checks = new ArrayList<>();
    private final Map<String, Number> figures = new LinkedHashMap<>();

    synchronized Check check(String name, boolean ok, String detail) {
        Check check = new Check(name, ok, detail);
        checks.add(check);
        return check;
    }

    synchronized void figure(String name, Number value) {
        figures.put(name, value);
    }

    synchronized boolean ok() {
        return !checks.isEmpty() && checks.stream().allMatch(Check::ok);
    }

    /// `{"ok", "checks": [{"name", "ok", "detail"}], "figures": {…}}`
    synchronized String toJson() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("ok", ok());
        var list = root.putArray("checks");
        for (Check check : checks) {
            list.addObject()
                    .put("name", check.name())
                    .put("ok", check.ok())
                    .put("detail", check.detail());
        }
        ObjectNode values = root.putObject("figures");
        figures.forEach((name, value) -> {
            if (value instanceof Double || value instanceof Float) {
                values.put(name, Math.round(value.doubleValue() * 100) / 100.0);
            } else {
                values.put(name, value.longValue());
            }
        });
        return root.toPrettyString();
    }

    /// The same for people, a line each.
    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Check check : checks) {
            lines.add(
                    "  %s %s: %s"
                            .formatted(
                                    check.ok() ? "ok    " : "FAILED",
                                    check.name(),
                                    check.detail()));
        }
        figures.forEach((name, value) ->
                lines.add("  %-28s %s".formatted(name, readable(value.doubleValue()))));
        return lines;
    }

    private static String readable(double value) {
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.2f", value);
    }

    /// The value that `share` of the samples do not exceed (nearest rank); 0 of no samples.
    static long percentile(long[] samples, double share) {
        if (samples.length == 0) {
            return 0;
        }
        long[] sorted = samples.clone();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }
}
