package io.chirograph.benchmarks.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Results as one HTML page: for each row a plot with a bar a contender at its median, a dot a sample,
/// and a line where the bound is. Everything is in the page; it loads nothing.
public final class ReportPage {
    private static final int BAR_HEIGHT = 22;
    private static final int LABEL_WIDTH = 150;
    private static final int PLOT_WIDTH = 460;
    private static final int FIGURE_WIDTH = 110;
    private static final int COURSE_HEIGHT = 120;
    private static final int BY_TIME_MIN = 20;

    private static final String STYLE =
            """
            body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem;
                   padding: 0 1rem; color: #1d1d1f; background: #fff; }
            h2 { margin: 2rem 0 .2rem; font-size: 1.15rem; }
            .met { color: #17713a; } .missed { color: #b3261e; }
            .small, footer { color: #55555c; font-size: .85rem; }
            svg text { font: 13px system-ui, sans-serif; fill: #1d1d1f; }
            .ours { fill: #2f6fde; } .peer { fill: #b9c0cc; } .sample { fill: #1d1d1f; }
            .course { fill: none; stroke: #2f6fde; stroke-width: 1.5; }
            .bound { stroke: #b3261e; stroke-dasharray: 4 3; }
            """;

    private ReportPage() {}

    public static String of(List<BenchmarkResult> results) {
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        page.append("<title>Chirograph benchmarks</title><style>").append(STYLE);
        page.append("</style></head><body><h1>Chirograph benchmarks</h1>\n");
        page.append(
                "<p>Bars are medians, dots are samples, a dashed line is a bound; a curve is a"
                        + " course of time.</p>\n");
        results.forEach(result -> append(page, result));
        return page.append("</body></html>\n").toString();
    }

    private static void append(StringBuilder page, BenchmarkResult result) {
        page.append("<section><p class=\"small\"><code>")
                .append(escape(result.command()))
                .append("</code><br>")
                .append(escape(result.date() + ", sources " + result.commit()))
                .append("<br>")
                .append(escape(result.machine()))
                .append("</p>\n");
        result.rows().forEach(row -> append(page, row));
        page.append("</section>\n");
    }

    private static void append(StringBuilder page, BenchmarkRow row) {
        page.append(
                "<h2>%s</h2><p>%s, %s is better. %s</p>%n"
                        .formatted(
                                escape(row.name()),
                                escape(row.unit()),
                                row.better().label(),
                                verdict(row)));
        page.append(plot(row));
        page.append("<p class=\"small\">").append(escape(row.note())).append("</p>\n");
    }

    private static String verdict(BenchmarkRow row) {
        if (row.ratio().isEmpty()) {
            return "";
        }
        String ratio =
                String.format(Locale.ROOT, "%.2f", row.ratio().getAsDouble())
                        + " × "
                        + escape(row.bestPeer().orElse(""));
        if (row.goal().isEmpty()) {
            return ratio + ".";
        }
        boolean met = row.isMet().orElse(false);
        return "<span class=\"%s\">%s; the goal is %s %.2f: %s.</span>"
                .formatted(
                        met ? "met" : "missed",
                        ratio,
                        row.better() == BenchmarkRow.Better.HIGHER ? "at least" : "at most",
                        row.goal().getAsDouble(),
                        met ? "met" : "not met");
    }

    /// Many samples of ours alone are a course of time.
    private static boolean isByTime(BenchmarkRow row) {
        return row.peers().isEmpty() && row.ours().size() >= BY_TIME_MIN;
    }

    private static String course(BenchmarkRow row) {
        double most = row.ours().stream().mapToDouble(Double::doubleValue).max().orElse(1);
        double scale = most > 0 ? COURSE_HEIGHT / most : 0;
        double step = (double) PLOT_WIDTH / (row.ours().size() - 1);
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < row.ours().size(); i++) {
            points.append(
                    String.format(
                            Locale.ROOT,
                            "%.1f,%.1f ",
                            LABEL_WIDTH + i * step,
                            4 + COURSE_HEIGHT - row.ours().get(i) * scale));
        }
        return String.format(
                Locale.ROOT,
                "<svg role=\"img\" aria-label=\"%s by time\" width=\"%d\" height=\"%d\">"
                        + "<text x=\"%d\" y=\"14\" text-anchor=\"end\">%s</text>"
                        + "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">0</text>"
                        + "<polyline class=\"course\" points=\"%s\"/></svg>%n",
                escape(row.name()),
                LABEL_WIDTH + PLOT_WIDTH + FIGURE_WIDTH,
                COURSE_HEIGHT + 8,
                LABEL_WIDTH - 8,
                ResultTable.number(most),
                LABEL_WIDTH - 8,
                COURSE_HEIGHT + 4,
                points.toString().strip());
    }

    private static String plot(BenchmarkRow row) {
        if (isByTime(row)) {
            return course(row);
        }
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        if (!row.ours().isEmpty()) {
            bars.put("chirograph", row.ours());
        }
        bars.putAll(row.peers());
        List<Double> all = new ArrayList<>();
        bars.values().forEach(all::addAll);
        row.bound().ifPresent(all::add);
        double most = all.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        double scale = most > 0 ? PLOT_WIDTH / most : 0;
        StringBuilder svg = new StringBuilder();
        int height = bars.size() * BAR_HEIGHT + 4;
        svg.append(
                "<svg role=\"img\" aria-label=\"%s\" width=\"%d\" height=\"%d\">"
                        .formatted(
                                escape(row.name()),
                                LABEL_WIDTH + PLOT_WIDTH + FIGURE_WIDTH,
                                height));
        int y = 0;
        for (Map.Entry<String, List<Double>> bar : bars.entrySet()) {
            appendBar(svg, bar.getKey(), bar.getValue(), y, scale);
            y += BAR_HEIGHT;
        }
        row.bound()
                .ifPresent(bound ->
                        svg.append(
                                String.format(
                                        Locale.ROOT,
                                        "<line class=\"bound\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"0\""
                                                + " y2=\"%2$d\"/>",
                                        LABEL_WIDTH + bound * scale,
                                        height)));
        return svg.append("</svg>\n").toString();
    }

    private static void appendBar(
            StringBuilder svg, String name, List<Double> samples, int y, double scale) {
        double median = BenchmarkRow.median(samples);
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text><rect class=\"%s\""
                                + " x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
                        LABEL_WIDTH - 8,
                        y + 16,
                        escape(name),
                        name.equals("chirograph") ? "ours" : "peer",
                        LABEL_WIDTH,
                        y + 4,
                        median * scale,
                        BAR_HEIGHT - 6));
        for (double sample : samples) {
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<circle class=\"sample\" cx=\"%.1f\" cy=\"%d\" r=\"2\"/>",
                            LABEL_WIDTH + sample * scale,
                            y + 12));
        }
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%d\">%s</text>",
                        LABEL_WIDTH + PLOT_WIDTH + 8,
                        y + 16,
                        ResultTable.number(median)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
