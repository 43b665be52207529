package io.chirograph.simulator;

import java.util.List;

/// How a run ended.
sealed interface Outcome {
    Figures figures();

    /// Nothing happened that may not happen.
    record Kept(Figures figures) implements Outcome {}

    /// @param story what happened, if it was written down
    record Broken(Violation violation, List<String> story, Figures figures) implements Outcome {
        public Broken {
            story = List.copyOf(story);
        }
    }

    /// What was done in a run.
    ///
    /// @param events that replicas took
    /// @param batches the highest block that any honest one has
    /// @param changes of the members that took effect
    /// @param recoveryMillis simulated, from the last fault until all was done
    /// @param trace of all that was sent; differs for different runs
    record Figures(
            long events,
            long sends,
            long batches,
            int requests,
            int faults,
            int changes,
            long recoveryMillis,
            long trace) {}
}
