package io.chirograph.simulator;

import io.chirograph.consensus.pbft.NewView;
import io.chirograph.consensus.pbft.PbftConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// What goes wrong in a run. A seed chooses the rest: how many validators, when, whom it hits.
public enum Scenario {
    /// Nothing goes wrong: the first primary stays.
    QUIET,
    /// Groups of validators are cut off from one another, both ways or one way.
    PARTITION,
    /// Messages are lost, late, doubled and out of order.
    LOSS,
    /// The primary stops, again and again.
    CRASH_PRIMARY,
    /// Validators stop in the middle of writing, all at once in the worst case.
    TORN_LOG,
    /// Disks take up to a second for a sync.
    SLOW_DISK,
    /// Wall clocks are wrong by up to a minute.
    CLOCK_SKEW,
    /// Each traitor is two replicas with one key, each with its own part of the others.
    EQUIVOCATION,
    /// Traitors withhold, alter and repeat what an honest replica would send.
    MUTATION,
    /// One validator is away until the others have gone on by more than a window.
    LAGGING_REPLICA,
    /// One validator comes back with an empty disk when the others have gone on by more than a window, and one
    /// of them may lie about its state.
    LOST_DISK,
    /// For a minute views are voted for, but none begins; one validator is gone for good.
    SILENT_VIEWS,
    /// Validators join and leave while other things go wrong.
    MEMBERS,
    /// Several of all these at once.
    RANDOM;

    /// How long faults go on.
    private static final long MILLIS = 3_000;

    private static final long SILENT_MILLIS = 70_000;
    private static final long FOREVER_MILLIS = 3_600_000;
    private static final long FAST_BLOCK_MILLIS = 10;
    private static final int CHANGES_MAX = 3;
    private static final int SEATED_MAX = 7;

    /// In so many random runs members change once.
    private static final int TURNOVER_EVERY = 10;

    private static final long QUIET_MILLIS = 7_000;
    private static final long LAGGING_MILLIS = 6_000;

    /// As on the command line.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return label();
    }

    public Plan plan(long seed) {
        SplittableRandom chance = new SplittableRandom(seed ^ ((long) name().hashCode() << 32));
        boolean isLarge = chance.nextInt(3) == 0;
        int size = isLarge ? 5 + chance.nextInt(3) : 4;
        int faultsMax = (size - 1) / 3;
        boolean mayBetray = (this == RANDOM || this == MEMBERS) && chance.nextBoolean();
        boolean areTwins =
                this == EQUIVOCATION || (this == RANDOM && mayBetray && chance.nextBoolean());
        boolean hasTraitors = areTwins || mayBetray || this == MUTATION;
        int traitors = hasTraitors ? some(chance, size, faultsMax) : 0;
        long millis =
                switch (this) {
                    case SILENT_VIEWS -> SILENT_MILLIS;
                    case QUIET -> QUIET_MILLIS;
                    case LAGGING_REPLICA, LOST_DISK -> LAGGING_MILLIS;
                    default -> MILLIS;
                };
        boolean changeMembers =
                this == MEMBERS || (this == RANDOM && !areTwins && seed % TURNOVER_EVERY == 0);
        List<Plan.Change> changes = changeMembers ? changes(seed, size, traitors) : List.of();
        Draft draft = new Draft(chance, size, traitors, areTwins, millis);
        draft.fill(this);
        return new Plan(
                this,
                seed,
                size,
                traitors,
                areTwins,
                config(chance, changeMembers),
                millis,
                draft.faults,
                draft.submissions(),
                changes);
    }

    /// Up to three, after which there are 4 to 7 validators, and at no time more than f traitors.
    private static List<Plan.Change> changes(long seed, int size, int traitors) {
        SplittableRandom chance = new SplittableRandom(~seed);
        List<Integer> seated = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        List<Plan.Change> changes = new ArrayList<>();
        int count = 1 + chance.nextInt(CHANGES_MAX);
        int seats = size;
        for (int i = 0; i < count; i++) {
            long at = chance.nextLong(MILLIS / 2) + i * MILLIS / (2L * CHANGES_MAX);
            int leaver = seated.get(chance.nextInt(seated.size()));
            boolean mayLeave = seated.size() > 4 && isSafeWithout(seated, leaver, traitors);
            if (seated.size() < SEATED_MAX && (!mayLeave || chance.nextBoolean())) {
                seated.add(seats);
                changes.add(new Plan.Change(at, seats++, Plan.Change.Kind.JOINS));
            } else if (mayLeave) {
                seated.remove(Integer.valueOf(leaver));
                changes.add(new Plan.Change(at, leaver, Plan.Change.Kind.LEAVES));
            }
        }
        return changes;
    }

    private static boolean isSafeWithout(List<Integer> seated, int leaver, int traitors) {
        long left =
                seated.stream()
                        .filter(seat -> seat != leaver && (traitors >> seat & 1) == 1)
                        .count();
        return left <= (seated.size() - 2) / 3;
    }

    /// A bit mask of `count` validators.
    private static int some(SplittableRandom chance, int size, int count) {
        int mask = 0;
        while (Integer.bitCount(mask) < count) {
            mask |= 1 << chance.nextInt(size);
        }
        return mask;
    }

    /// The defaults, or a narrow window that is passed every few batches.
    ///
    /// @param isFast whether there is a block every few milliseconds, as long as changes of the members take
    ///     many
    private static PbftConfig config(SplittableRandom chance, boolean isFast) {
        PbftConfig usual = PbftConfig.defaults();
        boolean isNarrow = chance.nextInt(3) > 0;
        return new PbftConfig(
                isNarrow ? 8 : usual.window(),
                isNarrow ? 4 : usual.checkpointInterval(),
                isFast ? FAST_BLOCK_MILLIS : usual.blockIntervalMillis(),
                usual.batchDelayMillisMax(),
                isFast ? 2 * FAST_BLOCK_MILLIS : usual.emptyBlockMillis(),
                usual.batchRequestsMax(),
                usual.batchBytesMax(),
                usual.requestBytesMax(),
                usual.pendingRequestsMax(),
                usual.pendingBytesMax(),
                usual.requestAgeMillisMax(),
                usual.requestFutureMillisMax(),
                usual.clockSkewMillisMax(),
                usual.viewTimeoutMillis(),
                usual.viewTimeoutMillisMax(),
                usual.requestTimeoutMillis(),
                usual.linkDownMillis(),
                usual.statusMillis(),
                usual.messageBytesMax());
    }

    /// A plan in the making.
    private static final class Draft {
        private static final List<Scenario> PARTS =
                List.of(PARTITION, LOSS, CRASH_PRIMARY, TORN_LOG, SLOW_DISK, CLOCK_SKEW);

        private final SplittableRandom chance;
        private final int size;
        private final int traitors;
        private final boolean areTwins;
        private final long millis;
        private final List<Fault> faults = new ArrayList<>();

        Draft(SplittableRandom chance, int size, int traitors, boolean areTwins, long millis) {
            this.chance = chance;
            this.size = size;
            this.traitors = traitors;
            this.areTwins = areTwins;
            this.millis = millis;
        }

        void fill(Scenario scenario) {
            switch (scenario) {
                case QUIET -> {}
                case PARTITION -> times(3, this::split);
                case LOSS -> times(3, this::storm);
                case CRASH_PRIMARY -> times(3, () -> crash(Fault.PRIMARY, chance.nextBoolean()));
                case TORN_LOG -> tearLogs();
                case SLOW_DISK -> {
                    times(2, this::slowDisk);
                    slowDiskAndCrash();
                }
                case CLOCK_SKEW -> times(3, this::wrongClock);
                case LAGGING_REPLICA -> lag();
                case LOST_DISK -> loseDisk();
                case SILENT_VIEWS -> {
                    faults.add(new Fault.Crash(500, anyone(), FOREVER_MILLIS, false));
                    faults.add(new Fault.Mute(300, millis, NewView.class));
                }
                case EQUIVOCATION, MUTATION, MEMBERS -> times(2, this::anything);
                case RANDOM -> times(3 + chance.nextInt(5), this::anything);
            }
            if (areTwins) {
                times(2, () -> faults.add(new Fault.Regroup(when(), group())));
            }
            if (traitors != 0 && (!areTwins || chance.nextBoolean())) {
                faults.add(new Fault.Treason(chance.nextInt(300), millis));
            }
        }

        private void times(int count, Runnable step) {
            for (int i = 0; i < count; i++) {
                step.run();
            }
        }

        private void anything() {
            switch (PARTS.get(chance.nextInt(PARTS.size()))) {
                case PARTITION -> split();
                case LOSS -> storm();
                case CRASH_PRIMARY -> crash(Fault.PRIMARY, chance.nextBoolean());
                case SLOW_DISK -> slowDisk();
                case CLOCK_SKEW -> wrongClock();
                default -> crash(anyone(), true);
            }
        }

        private int anyone() {
            return chance.nextInt(size);
        }

        private int group() {
            return 1 + chance.nextInt((1 << size) - 2);
        }

        private long when() {
            return chance.nextLong(millis * 3 / 4);
        }

        private long end(long atMillis, int millisMax) {
            return Math.min(millis, atMillis + 50 + chance.nextInt(millisMax));
        }

        private void split() {
            long at = when();
            boolean isOneWay = chance.nextInt(3) == 0;
            faults.add(new Fault.Split(at, end(at, 1_500), group(), isOneWay));
        }

        private void storm() {
            long at = when();
            faults.add(
                    new Fault.Storm(
                            at,
                            end(at, 2_000),
                            chance.nextInt(40),
                            chance.nextInt(20),
                            1 + chance.nextInt(150)));
        }

        private void crash(int node, boolean isTorn) {
            faults.add(new Fault.Crash(when(), node, 10 + chance.nextInt(1_000), isTorn));
        }

        private void tearLogs() {
            times(3, () -> crash(anyone(), true));
            if (chance.nextBoolean()) {
                long at = when();
                for (int node = 0; node < size; node++) {
                    faults.add(new Fault.Crash(at, node, 10, true));
                }
            }
        }

        private void slowDisk() {
            long at = when();
            faults.add(
                    new Fault.SlowDisk(
                            at,
                            end(at, 1_500),
                            anyone(),
                            1 + (1 << chance.nextInt(11)) / 2 + chance.nextInt(5)));
        }

        /// What the disk has not done yet is lost.
        private void slowDiskAndCrash() {
            int node = anyone();
            long at = when();
            faults.add(new Fault.SlowDisk(at, end(at, 1_500), node, 20 + chance.nextInt(300)));
            faults.add(
                    new Fault.Crash(at + 20 + chance.nextInt(500), node, 10, chance.nextBoolean()));
        }

        private void wrongClock() {
            long at = when();
            faults.add(
                    new Fault.WrongClock(
                            at, end(at, 2_000), anyone(), chance.nextLong(-60_000, 60_000)));
        }

        private void lag() {
            int lagging = anyone();
            long away = millis - 500;
            if (chance.nextBoolean()) {
                faults.add(new Fault.Crash(100, lagging, away, true));
            } else {
                faults.add(new Fault.Split(100, 100 + away, 1 << lagging, chance.nextBoolean()));
            }
            storm();
            crash(Fault.PRIMARY, true);
        }

        private void loseDisk() {
            int victim = anyone();
            faults.add(new Fault.LostDisk(200 + chance.nextInt(200), victim, millis - 600));
            if (chance.nextBoolean()) {
                int liar = (victim + 1 + chance.nextInt(size - 1)) % size;
                faults.add(new Fault.FalseStates(0, liar, chance.nextBoolean()));
            }
            if (chance.nextBoolean()) {
                long at = millis - 500;
                faults.add(
                        new Fault.Storm(
                                at,
                                at + 400,
                                chance.nextInt(30),
                                chance.nextInt(20),
                                1 + chance.nextInt(50)));
            }
        }

        /// One every 25 ms on average, to anybody; none while a minute passes in silence.
        List<Plan.Submission> submissions() {
            List<Plan.Submission> submissions = new ArrayList<>();
            long until = Math.min(millis, LAGGING_MILLIS);
            for (long at = 1; at < until; at += 1 + chance.nextInt(50)) {
                submissions.add(new Plan.Submission(at, chance.nextInt(size), submissions.size()));
            }
            return submissions;
        }
    }
}
