package io.chirograph.benchmarks.consensus;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// A replica's report on one line: words of `name=number`, sessions as `s:id=number`.
record ReportLine(Map<String, Long> numbers, Map<Long, Long> sessions) {
    static String write(OrderingReplica.Report report) {
        StringBuilder line = new StringBuilder("report");
        line.append(" view=").append(report.view());
        line.append(" certified=").append(report.certified());
        line.append(" payloads=").append(report.payloads());
        line.append(" count=").append(report.count());
        line.append(" trail=").append(report.trail());
        line.append(" badSignatures=").append(report.badSignatures());
        line.append(" syncs=").append(report.syncs());
        line.append(" batches=").append(report.batches());
        line.append(" viewChanges=").append(report.viewChanges());
        report.stageNanos()
                .forEach(
                        (stage, nanos) -> line.append(' ').append(stage).append('=').append(nanos));
        report.numbers()
                .forEach((id, number) -> line.append(" s:").append(id).append('=').append(number));
        return line.toString();
    }

    static ReportLine read(String line) {
        Map<String, Long> numbers = new HashMap<>();
        Map<Long, Long> sessions = new HashMap<>();
        for (String word : line.split(" ")) {
            String[] pair = word.split("=");
            if (pair.length == 2 && pair[0].startsWith("s:")) {
                sessions.put(Long.parseLong(pair[0].substring(2)), Long.parseLong(pair[1]));
            } else if (pair.length == 2) {
                numbers.put(pair[0], Long.parseLong(pair[1]));
            }
        }
        return new ReportLine(Map.copyOf(numbers), Map.copyOf(sessions));
    }

    long number(String name) {
        return numbers.getOrDefault(name, 0L);
    }

    Map<StageTimes.Stage, Long> stages() {
        Map<StageTimes.Stage, Long> stages = new EnumMap<>(StageTimes.Stage.class);
        for (StageTimes.Stage stage : StageTimes.Stage.values()) {
            stages.put(stage, number(stage.name()));
        }
        return stages;
    }
}
