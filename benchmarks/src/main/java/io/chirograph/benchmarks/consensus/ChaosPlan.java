package io.chirograph.benchmarks.consensus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// What goes wrong, and when: a function of its seed. Whom it hits is decided when it happens, since nobody
/// knows beforehand who is primary then.
///
/// @param faults by their times
record ChaosPlan(List<Fault> faults) {
    /// What is done to a member, and undone.
    enum Kind {
        /// Killed, and started again.
        KILL("killed"),
        /// Stopped as by a debugger, and resumed.
        STOP("stopped"),
        /// Nothing that it sends arrives, and nothing reaches it.
        CUT("cut off");

        private final String participle;

        Kind(String participle) {
            this.participle = participle;
        }
    }

    /// Whom a fault hits.
    enum Target {
        PRIMARY,
        ANY,
        /// More than the agreement can do without: nothing is answered, but nothing may be lost either.
        TWO,
        ALL
    }

    /// @param atMillis since the beginning
    record Fault(Kind kind, Target target, long atMillis, long forMillis) {
        String describe(List<Integer> members) {
            return String.format(
                    Locale.ROOT,
                    "%8.3f s  member %s %s for %.3f s",
                    atMillis / 1e3,
                    members,
                    kind.participle,
                    forMillis / 1e3);
        }
    }

    private static final int PAUSE_MILLIS_MIN = 500;
    private static final int PAUSE_MILLIS_MAX = 5_000;
    private static final int FAULT_MILLIS_MIN = 100;
    private static final int FAULT_MILLIS_MAX = 5_000;

    ChaosPlan {
        faults = List.copyOf(faults);
    }

    /// @param millis after which everything is well again
    static ChaosPlan of(long seed, long millis) {
        SplittableRandom chance = new SplittableRandom(seed);
        List<Fault> faults = new ArrayList<>();
        long at = PAUSE_MILLIS_MIN;
        while (at < millis - FAULT_MILLIS_MIN) {
            Kind kind = Kind.values()[chance.nextInt(Kind.values().length)];
            long wished = chance.nextInt(FAULT_MILLIS_MIN, FAULT_MILLIS_MAX);
            Target target = target(chance.nextInt(100));
            faults.add(new Fault(kind, target, at, Math.min(wished, millis - at)));
            at += chance.nextInt(PAUSE_MILLIS_MIN, PAUSE_MILLIS_MAX);
        }
        return new ChaosPlan(faults);
    }

    private static Target target(int percent) {
        if (percent < 40) {
            return Target.PRIMARY;
        }
        if (percent < 80) {
            return Target.ANY;
        }
        return percent < 93 ? Target.TWO : Target.ALL;
    }
}
