package io.chirograph.simulator;

import io.chirograph.consensus.pbft.Message;

/// One thing that goes wrong in a run. Times are simulated milliseconds since its start; groups are bit
/// masks of validators.
sealed interface Fault {
    /// In place of a validator: the primary of the highest view at that time.
    int PRIMARY = -1;

    long atMillis();

    /// A validator's process or machine stops, and starts again later, or never when that takes more
    /// than ten minutes.
    ///
    /// @param isTorn in the middle of something, for example of a write
    record Crash(long atMillis, int node, long downMillis, boolean isTorn) implements Fault {
        @Override
        public String toString() {
            return "at %d ms %s crashes%s, back after %d ms"
                    .formatted(
                            atMillis,
                            name(node),
                            isTorn ? " in the middle of a write or step" : "",
                            downMillis);
        }
    }

    /// A validator stops, and starts again later with an empty disk: it has forgotten what it said.
    record LostDisk(long atMillis, int node, long downMillis) implements Fault {
        @Override
        public String toString() {
            return "at %d ms %s loses its disk, back after %d ms"
                    .formatted(atMillis, name(node), downMillis);
        }
    }

    /// A validator alters every state it gives to others, or says that it has another one.
    record FalseStates(long atMillis, int node, boolean areOffers) implements Fault {
        @Override
        public String toString() {
            return "from %d ms on %s %s"
                    .formatted(
                            atMillis,
                            name(node),
                            areOffers ? "offers false states" : "sends false blocks of states");
        }
    }

    /// Those in `group` and those outside can't reach one another.
    ///
    /// @param isOneWay the others still reach those in `group`
    record Split(long atMillis, long untilMillis, int group, boolean isOneWay) implements Fault {
        @Override
        public String toString() {
            return "%s %s %s the others"
                    .formatted(
                            span(atMillis, untilMillis),
                            names(group),
                            isOneWay ? "can't be heard by" : "are cut off from");
        }
    }

    /// Messages get lost, doubled and late, all over.
    record Storm(
            long atMillis,
            long untilMillis,
            int lossPercent,
            int duplicatePercent,
            int delayMillisMax)
            implements Fault {
        @Override
        public String toString() {
            return "%s of all messages %d %% are lost, %d %% come twice, all within %d ms"
                    .formatted(
                            span(atMillis, untilMillis),
                            lossPercent,
                            duplicatePercent,
                            delayMillisMax);
        }
    }

    /// All messages of one sort are lost.
    record Mute(long atMillis, long untilMillis, Class<? extends Message> sort) implements Fault {
        @Override
        public String toString() {
            return "%s no %s arrives".formatted(span(atMillis, untilMillis), sort.getSimpleName());
        }
    }

    /// A validator's disk takes that long for each sync.
    record SlowDisk(long atMillis, long untilMillis, int node, int syncMillis) implements Fault {
        @Override
        public String toString() {
            return "%s %s's disk takes %d ms a sync"
                    .formatted(span(atMillis, untilMillis), name(node), syncMillis);
        }
    }

    /// A validator's wall clock is wrong.
    record WrongClock(long atMillis, long untilMillis, int node, long skewMillis) implements Fault {
        @Override
        public String toString() {
            return "%s %s's clock is wrong by %d ms"
                    .formatted(span(atMillis, untilMillis), name(node), skewMillis);
        }
    }

    /// The traitors withhold, alter and repeat what they should send.
    record Treason(long atMillis, long untilMillis) implements Fault {
        @Override
        public String toString() {
            return span(atMillis, untilMillis) + " the traitors lie";
        }
    }

    /// From now on those in `group` deal with the traitors' second selves, all others with the first.
    record Regroup(long atMillis, int group) implements Fault {
        @Override
        public String toString() {
            return "from %d ms on %s meet the second twins".formatted(atMillis, names(group));
        }
    }

    private static String span(long atMillis, long untilMillis) {
        return "from %d to %d ms".formatted(atMillis, untilMillis);
    }

    private static String name(int node) {
        return node == PRIMARY ? "the primary" : "validator " + node;
    }

    private static String names(int group) {
        StringBuilder names = new StringBuilder("validators");
        for (int node = 0; node < Integer.SIZE; node++) {
            if ((group >> node & 1) == 1) {
                names.append(' ').append(node);
            }
        }
        return names.toString();
    }
}
