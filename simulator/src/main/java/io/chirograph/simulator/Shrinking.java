package io.chirograph.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/// Makes a plan that breaks a promise as small as it gets while it still breaks it: faults and requests
/// are left out in ever smaller chunks (delta debugging, Zeller and Hildebrandt, IEEE TSE 2002).
final class Shrinking {
    private static final int RUNS_MAX = 400;

    private final Predicate<Plan> stillBreaks;
    private int runs;

    /// @param stillBreaks runs a plan
    Shrinking(Predicate<Plan> stillBreaks) {
        this.stillBreaks = stillBreaks;
    }

    Plan shrink(Plan broken) {
        Plan fewerFaults =
                broken.withFaults(shrink(broken.faults(), faults -> broken.withFaults(faults)));
        Plan small =
                fewerFaults.withSubmissions(
                        shrink(fewerFaults.submissions(), fewerFaults::withSubmissions));
        return small.withFaults(shrink(small.faults(), small::withFaults));
    }

    private <T> List<T> shrink(List<T> all, Function<List<T>, Plan> planWith) {
        List<T> needed = all;
        int chunk = Math.max(1, all.size());
        while (chunk >= 1) {
            for (int from = 0; from < needed.size() && runs < RUNS_MAX; ) {
                List<T> fewer = new ArrayList<>(needed);
                fewer.subList(from, Math.min(needed.size(), from + chunk)).clear();
                runs++;
                if (stillBreaks.test(planWith.apply(fewer))) {
                    needed = fewer;
                } else {
                    from += chunk;
                }
            }
            chunk /= 2;
        }
        return needed;
    }
}
