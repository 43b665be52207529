package io.chirograph.simulator;

import io.chirograph.types.InvariantViolation;
import java.util.function.Function;

/// Runs one scenario, within whatever loader has loaded it: given `scenario extent seed`, it returns the
/// violation's kind and text, or nothing.
public final class PlantedRun implements Function<String, String> {
    @Override
    public String apply(String words) {
        String[] parts = words.split(" ");
        Simulation simulation = new Simulation(Simulation.Extent.valueOf(parts[1]));
        Plan plan = Scenario.valueOf(parts[0]).plan(Long.parseLong(parts[2]));
        return switch (simulation.run(plan)) {
            case Outcome.Kept _ -> "";
            case Outcome.Broken broken -> tell(broken.violation());
        };
    }

    /// @throws AssertionError when the code failed, rather than a promise was broken
    private static String tell(Violation violation) {
        Throwable cause = violation.getCause();
        if (cause != null && !(cause instanceof InvariantViolation)) {
            throw new AssertionError("the planted code fails by itself", cause);
        }
        return violation.kind() + " " + violation.getMessage();
    }
}
