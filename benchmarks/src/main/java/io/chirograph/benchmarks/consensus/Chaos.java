package io.chirograph.benchmarks.consensus;

import io.chirograph.benchmarks.consensus.ChaosPlan.Fault;
import io.chirograph.benchmarks.consensus.ChaosPlan.Kind;
import io.chirograph.benchmarks.consensus.LoadClient.Answer;
import io.chirograph.benchmarks.harness.BenchmarkException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Four durable members in processes of their own, clients that append to their log, and a [ChaosPlan]. In the
/// end all is made well, every client must have its last answer, all members must have the same log, and what
/// clients were told must be explained by it, see [HistoryChecker]. Single-owner; one run each.
final class Chaos {
    /// How it ended.
    ///
    /// @param answered requests
    /// @param faults how often something was done to members
    /// @param gapMillis longest time without an answer to anybody
    /// @param story empty when every promise was kept
    record Ending(long answered, int faults, double gapMillis, List<String> story) {}

    /// Less than the machine can do: members that start again need processors, too.
    private static final LoadClient.Work WORK = new LoadClient.Work(1, 128, false, 20_000_000);

    private static final int CLIENTS = 50;
    private static final Duration SESSIONS_WITHIN = Duration.ofSeconds(60);
    private static final Duration HEALED_WITHIN = Duration.ofSeconds(90);
    private static final long KEPT_HEIGHTS = 100_000_000;
    private static final int COMPLAINTS_SHOWN = 20;
    private static final Duration TOLD_AROUND = Duration.ofSeconds(10);

    /// Something to do at a time of the run.
    private record Deed(long atMillis, Runnable body) {}

    private final Path data;
    private final ChaosPlan plan;
    private final long millis;
    private final SplittableRandom chance;
    private final PriorityQueue<Deed> deeds =
            new PriorityQueue<>(Comparator.comparingLong(Deed::atMillis));

    /// Only the clients' thread adds, until they have finished.
    private final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());

    /// Members that something is wrong with, or that are starting.
    private final Set<Integer> ailing = ConcurrentHashMap.newKeySet();

    /// Members that are meant to be dead.
    private final Set<Integer> killed = new HashSet<>();

    private final Map<Fault, List<Integer>> told = new HashMap<>();
    private final List<String> diary = Collections.synchronizedList(new ArrayList<>());
    private int faults;
    private long beginNanos;

    /// @param data on a real disk
    Chaos(Path data, long seed, Duration time) {
        this.data = data;
        this.millis = time.toMillis();
        this.plan = ChaosPlan.of(seed, millis);
        this.chance = new SplittableRandom(seed);
    }

    Ending run() throws IOException, InterruptedException {
        try (Cluster cluster = new Cluster(data, true, KEPT_HEIGHTS)) {
            cluster.startAllCuttable(Set.of(0, 1, 2, 3));
            try (LoadGenerator load =
                    new LoadGenerator(cluster.keys(), cluster.clientPorts(), CLIENTS, WORK, 0)) {
                load.listen(answers::add);
                load.start(SESSIONS_WITHIN);
                beginNanos = System.nanoTime();
                plan.faults().forEach(fault -> at(fault.atMillis(), () -> begin(cluster, fault)));
                LoadGenerator.Measured measured =
                        load.measure(Duration.ofMillis(millis), () -> live(cluster));
                List<String> story = end(cluster, load);
                return new Ending(answers.size(), faults, measured.gapNanosMax() / 1e6, story);
            }
        }
    }

    private void at(long atMillis, Runnable body) {
        deeds.add(new Deed(atMillis, body));
    }

    private long nowMillis() {
        return (System.nanoTime() - beginNanos) / 1_000_000;
    }

    /// Lets the plan happen, to its end and until everything is undone.
    private void live(Cluster cluster) {
        while (!deeds.isEmpty()) {
            long wait = deeds.element().atMillis() - nowMillis();
            try {
                TimeUnit.MILLISECONDS.sleep(Math.max(0, wait));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            deeds.remove().body().run();
            for (int member = 0; member < Cluster.SIZE; member++) {
                if (!killed.contains(member) && !cluster.living().contains(member)) {
                    return;
                }
            }
        }
    }

    private void begin(Cluster cluster, Fault fault) {
        List<Integer> victims = victims(cluster, fault.target());
        if (victims.isEmpty()) {
            return;
        }
        faults += victims.size();
        ailing.addAll(victims);
        told.put(fault, victims);
        diary.add(fault.describe(victims));
        for (int victim : victims) {
            harm(cluster, fault.kind(), victim);
            at(fault.atMillis() + fault.forMillis(), () -> undo(cluster, fault.kind(), victim));
        }
    }

    private List<Integer> victims(Cluster cluster, ChaosPlan.Target target) {
        List<Integer> well = new ArrayList<>();
        for (int member = 0; member < Cluster.SIZE; member++) {
            if (!ailing.contains(member)) {
                well.add(member);
            }
        }
        if (well.isEmpty()) {
            return List.of();
        }
        int any = well.get(chance.nextInt(well.size()));
        return switch (target) {
            case ALL -> well;
            case ANY -> List.of(any);
            case TWO -> well.subList(0, Math.min(2, well.size()));
            case PRIMARY -> {
                int primary = primary(cluster, any);
                yield List.of(well.contains(primary) ? primary : any);
            }
        };
    }

    private static int primary(Cluster cluster, int asked) {
        try {
            return (int) (cluster.report(asked).number("view") % Cluster.SIZE);
        } catch (IOException e) {
            return asked; // it has just ended, which is noticed elsewhere
        }
    }

    private void harm(Cluster cluster, Kind kind, int member) {
        switch (kind) {
            case KILL -> {
                killed.add(member);
                cluster.kill(member);
            }
            case STOP -> cluster.stop(member);
            case CUT -> cluster.cut(member);
        }
    }

    private void undo(Cluster cluster, Kind kind, int member) {
        switch (kind) {
            case KILL -> startAgain(cluster, member);
            case STOP -> {
                cluster.resume(member);
                ailing.remove(member);
            }
            case CUT -> {
                cluster.heal(member);
                ailing.remove(member);
            }
        }
    }

    /// It is well when it says so, which takes a while.
    private void startAgain(Cluster cluster, int member) {
        try {
            cluster.start(member, 0);
            killed.remove(member);
        } catch (IOException e) {
            throw new BenchmarkException("member " + member + " can't be started", e);
        }
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        cluster.awaitReady(member);
                        ailing.remove(member);
                    } catch (IOException e) {
                        diary.add("          member " + member + ": " + e.getMessage());
                    }
                });
    }

    // The end

    private List<String> end(Cluster cluster, LoadGenerator load)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + HEALED_WITHIN.toNanos();
        while (!ailing.isEmpty() && cluster.living().size() == Cluster.SIZE) {
            if (System.nanoTime() - deadline > 0) {
                return story(cluster, "members %s did not start again".formatted(ailing));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        boolean haveFinished = load.finish(HEALED_WITHIN);
        load.stop();
        if (cluster.living().size() < Cluster.SIZE) {
            return story(cluster, "only members %s still run".formatted(cluster.living()));
        }
        if (!haveFinished) {
            return story(
                    cluster,
                    "not every client had an answer %s after all was well"
                            .formatted(HEALED_WITHIN));
        }
        Optional<HistoryChecker.Flaw> flaw = HistoryChecker.check(answers);
        if (flaw.isPresent()) {
            return story(cluster, flaw.get());
        }
        Optional<String> difference = difference(cluster);
        return difference.isPresent() ? story(cluster, difference.get()) : List.of();
    }

    /// Each member must get the log that clients know.
    private Optional<String> difference(Cluster cluster) throws IOException, InterruptedException {
        long trail =
                answers.stream()
                        .max(Comparator.comparingLong(Answer::place))
                        .map(Answer::trail)
                        .orElse(0L);
        long deadline = System.nanoTime() + HEALED_WITHIN.toNanos();
        for (int member = 0; member < Cluster.SIZE; member++) {
            ReportLine report = cluster.report(member);
            while (report.number("count") < answers.size() && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(50);
                report = cluster.report(member);
            }
            if (report.number("count") != answers.size() || report.number("trail") != trail) {
                return Optional.of(
                        "clients had answers to %d requests, and member %d has %d in its log%s"
                                .formatted(
                                        answers.size(),
                                        member,
                                        report.number("count"),
                                        report.number("count") == answers.size()
                                                ? ", which are others"
                                                : ""));
            }
        }
        return Optional.empty();
    }

    // What is told

    private List<String> story(Cluster cluster, HistoryChecker.Flaw flaw) throws IOException {
        List<String> story = new ArrayList<>();
        story.add("not linearizable: " + flaw.claim());
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (Answer witness : flaw.witnesses()) {
            from = Math.min(from, witness.sentNanos() - beginNanos);
            to = Math.max(to, witness.answeredNanos() - beginNanos);
            story.add(
                    String.format(
                            Locale.ROOT,
                            "  client %016x, request %d: sent at %.3f s, answered at %.3f s, place"
                                    + " %d, trail %016x",
                            witness.session(),
                            witness.number(),
                            (witness.sentNanos() - beginNanos) / 1e9,
                            (witness.answeredNanos() - beginNanos) / 1e9,
                            witness.place(),
                            witness.trail()));
        }
        story.add("what was done to members within %s of it:".formatted(TOLD_AROUND));
        long first = from / 1_000_000 - TOLD_AROUND.toMillis();
        long last = to / 1_000_000 + TOLD_AROUND.toMillis();
        plan.faults().stream()
                .filter(told::containsKey)
                .filter(fault -> fault.atMillis() + fault.forMillis() >= first)
                .filter(fault -> fault.atMillis() <= last)
                .forEach(fault ->
                        story.add("  " + fault.describe(told.getOrDefault(fault, List.of()))));
        story.addAll(complaints(cluster));
        return story;
    }

    private List<String> story(Cluster cluster, String claim) throws IOException {
        List<String> story = new ArrayList<>();
        story.add(claim);
        story.add("what was done to members last:");
        diary.stream().skip(Math.max(0, diary.size() - 10)).forEach(line -> story.add("  " + line));
        story.addAll(complaints(cluster));
        return story;
    }

    private static List<String> complaints(Cluster cluster) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int member = 0; member < Cluster.SIZE; member++) {
            List<String> all = cluster.complaints(member);
            if (!all.isEmpty()) {
                lines.add("what member %d said last:".formatted(member));
                all.stream()
                        .skip(Math.max(0, all.size() - COMPLAINTS_SHOWN))
                        .forEach(line -> lines.add("  " + line));
            }
        }
        return lines;
    }
}
