package io.chirograph.store;

import java.util.Arrays;

/// The versions that some reader reads at, now or later: those of the open views, and every version
/// from one on. Immutable.
final class LiveVersions {
    private final long[] open;
    private final long from;

    private LiveVersions(long[] open, long from) {
        this.open = open;
        this.from = from;
    }

    /// @param from a lower bound of all versions opened after it was read, which must have been
    ///     before this call; what is kept of the past is not before it
    static LiveVersions of(long from, OpenViews... views) {
        long[] open =
                Arrays.stream(views)
                        .flatMapToLong(some -> Arrays.stream(some.versions()))
                        .sorted()
                        .toArray();
        return new LiveVersions(open, from);
    }

    /// Every version from this one on counts.
    long from() {
        return from;
    }

    /// Whether a reader may see what version `said`, given that `replaced` said something newer.
    boolean needs(long said, long replaced) {
        if (replaced > from) {
            return true;
        }
        int at = Arrays.binarySearch(open, said);
        int next = at >= 0 ? at : -at - 1;
        return next < open.length && open[next] < replaced;
    }

    /// Whether every reader reads at `version` or later.
    boolean allAtLeast(long version) {
        return version <= from && (open.length == 0 || version <= open[0]);
    }
}
