package io.chirograph.proof;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds what a misspelt name probably meant.
public final class NearestName {
    private static final int NAME_LENGTH_MAX = 64;

    private NearestName() {}

    /// The one of `names` with the fewest edits from `given`, if at most a third of its
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

    /// How many letters to insert, drop, replace or swap with their neighbour (optimal string alignment).
    private static int edits(String from, String name) {
        String to = name.toLowerCase(Locale.ROOT);
        int[][] table = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                    continue;
                }
                boolean same = from.charAt(i - 1) == to.charAt(j - 1);
                int best = table[i - 1][j - 1] + (same ? 0 : 1);
                best = Math.min(best, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
                if (isSwap(from, i, to, j)) {
                    best = Math.min(best, 1 + table[i - 2][j - 2]);
                }
                table[i][j] = best;
            }
        }
        return table[from.length()][to.length()];
    }

    private static boolean isSwap(String from, int i, String to, int j) {
        return i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
    }
}
