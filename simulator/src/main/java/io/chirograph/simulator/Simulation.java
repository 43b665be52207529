package io.chirograph.simulator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Runs scenarios of one sort: the agreement alone, or whole replicas. Thread-safe; runs don't know of
/// one another.
final class Simulation {
    /// What of a replica is run.
    enum Extent {
        PROTOCOL,
        WHOLE
    }

    private final Extent extent;
    private final Map<Habitat.Shape, Habitat> habitats = new ConcurrentHashMap<>();

    Simulation(Extent extent) {
        this.extent = extent;
    }

    Outcome run(Plan plan) {
        return new Cluster(plan, habitat(plan), false).run();
    }

    private Habitat habitat(Plan plan) {
        return habitats.computeIfAbsent(
                Habitat.Shape.of(plan),
                shape ->
                        switch (extent) {
                            case PROTOCOL -> new ProtocolHabitat(shape);
                            case WHOLE -> new WholeHabitat(shape);
                        });
    }

    /// What a broken run comes down to.
    ///
    /// @param plan the smallest that breaks the same promise
    record Explanation(Plan plan, Outcome.Broken outcome) {}

    /// Shrinks a plan whose run was broken, and runs the rest once more to tell its story.
    Explanation explain(Plan plan, Violation.Kind kind) {
        Plan small =
                new Shrinking(candidate ->
                        run(candidate) instanceof Outcome.Broken broken
                                && broken.violation().kind() == kind)
                        .shrink(plan);
        Outcome told = new Cluster(small, habitat(small), true).run();
        if (told instanceof Outcome.Broken broken) {
            return new Explanation(small, broken);
        }
        throw new IllegalStateException("the same plan ran differently: " + small);
    }
}
