package io.chirograph.store;

import java.util.Arrays;

/// The versions that some reader reads at, now or later: those of the open views, and every version
/// from the published one on. Immutable.
final class LiveVersions {
    private final long[] open;
    private final long published;

    private LiveVersions(long[] open, long published) {
        this.open = open;
        this.published = published;
    }

    /// @param published a lower bound of all versions opened after it was read, which must have been
    ///     before this call
    static LiveVersions of(long published, OpenViews... views) {
        long[] open =
                Arrays.stream(views)
                        .flatMapToLong(some -> Arrays.stream(some.versions()))
                        .sorted()
                        .toArray();
        return new LiveVersions(open, published);
    }

    /// Whether a reader may see what version `said`, given that `replaced` said something newer.
    boolean needs(long said, long replaced) {
        if (replaced > published) {
            return true;
        }
        int at = Arrays.binarySearch(open, said);
        int next = at >= 0 ? at : -at - 1;
        return next < open.length && open[next] < replaced;
    }

    /// Whether every reader reads at `version` or later.
    boolean allAtLeast(long version) {
        return version <= published && (open.length == 0 || version <= open[0]);
    }
}
