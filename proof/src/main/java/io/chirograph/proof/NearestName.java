package io.chirograph.proof;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds what a misspelt name probably meant.
public final class NearestName {
    private static final int NAME_LENGTH_MAX = 64;

    private NearestName() {}

    /// The one of `names` with the fewest single-letter edits from `given`, if at most a third of its
    /// letters differ; case does not count, ties go to the first in order.
    public static Optional<String> of(String given, Collection<String> names) {
        if (given.length() > NAME_LENGTH_MAX) {
            return Optional.empty();
        }
        String wanted = given.toLowerCase(Locale.ROOT);
        return names.stream()
                .sorted()
                .min(Comparator.comparingInt(name -> edits(wanted, name)))
                .filter(name -> 3 * edits(wanted, name) <= Math.max(3, name.length()));
    }

    /// ` (did you mean 'x'?)`, or nothing when no name is near.
    public static String hint(String given, Collection<String> names) {
        return of(given, names).map(name -> " (did you mean '" + name + "'?)").orElse("");
    }

    /// Levenshtein's distance, one row of the table at a time.
    private static int edits(String from, String name) {
        String to = name.toLowerCase(Locale.ROOT);
        int[] row = new int[to.length() + 1];
        Arrays.setAll(row, column -> column);
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replace = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
