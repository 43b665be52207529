package io.chirograph.simulator;

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
            case Outcome.Broken broken ->
                    broken.violation().kind() + " " + broken.violation().getMessage();
        };
    }
}
