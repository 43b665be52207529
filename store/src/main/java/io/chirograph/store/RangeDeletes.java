package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Deletions of whole key ranges, cut into fragments that do not overlap, so that asking for a key
/// is one binary search. A deletion hides what earlier versions said of a key, never what its own
/// version said. Immutable.
final class RangeDeletes {
    static final RangeDeletes NONE = new RangeDeletes(List.of());

    /// Keys from `from` to `to` (exclusive), and the versions that deleted them all.
    ///
    /// Not a record, since its versions are an array. Immutable.
    private static final class Fragment {
        private final Bytes from;
        private final Bytes to;

        /// Ascending, at least one.
        private final long[] versions;

        Fragment(Bytes from, Bytes to, long... versions) {
            this.from = from;
            this.to = to;
            this.versions = versions;
        }

        Fragment cut(Bytes newFrom, Bytes newTo) {
            return new Fragment(newFrom, newTo, versions);
        }

        Fragment plus(long version) {
            int at = Arrays.binarySearch(versions, version);
            if (at >= 0) {
                return this;
            }
            int place = -at - 1;
            long[] all = Arrays.copyOf(versions, versions.length + 1);
            System.arraycopy(versions, place, all, place + 1, versions.length - place);
            all[place] = version;
            return new Fragment(from, to, all);
        }

        /// How many versions are at or below `version`.
        int countUpTo(long version) {
            int at = Arrays.binarySearch(versions, version);
            return at >= 0 ? at + 1 : -at - 1;
        }

        /// Whether this and `next` can be one.
        boolean goesOnIn(Fragment next) {
            return to.equals(next.from) && Arrays.equals(versions, next.versions);
        }
    }

    private final List<Fragment> fragments;

    /// Of all fragments together.
    private final int versionCount;

    private RangeDeletes(List<Fragment> fragments) {
        this.fragments = fragments;
        this.versionCount = fragments.stream().mapToInt(each -> each.versions.length).sum();
    }

    boolean isEmpty() {
        return fragments.isEmpty();
    }

    int fragmentCount() {
        return fragments.size();
    }

    /// What these take and cost: the versions of all fragments.
    int versionCount() {
        return versionCount;
    }

    /// Whether any deletion is of keys from `from` to `to` (exclusive).
    boolean touches(Bytes from, Bytes to) {
        return fragments.stream()
                .anyMatch(fragment ->
                        fragment.from.compareTo(to) < 0 && from.compareTo(fragment.to) < 0);
    }

    /// These and one more, of the keys from `from` to `to` (exclusive).
    RangeDeletes plus(Bytes from, Bytes to, long version) {
        List<Fragment> result = new ArrayList<>(fragments.size() + 2);
        Bytes covered = from;
        for (Fragment old : fragments) {
            if (old.to.compareTo(from) <= 0) {
                result.add(old);
                continue;
            }
            if (old.from.compareTo(from) < 0) {
                result.add(old.cut(old.from, from));
            }
            Bytes begin = later(old.from, from);
            Bytes end = earlier(old.to, to);
            Bytes gapEnd = earlier(begin, to);
            if (covered.compareTo(gapEnd) < 0) {
                result.add(new Fragment(covered, gapEnd, version));
                covered = gapEnd;
            }
            if (begin.compareTo(end) < 0) {
                result.add(old.cut(begin, end).plus(version));
                covered = end;
            }
            Bytes restBegin = later(old.from, to);
            if (restBegin.compareTo(old.to) < 0) {
                result.add(old.cut(restBegin, old.to));
            }
        }
        if (covered.compareTo(to) < 0) {
            result.add(new Fragment(covered, to, version));
        }
        return new RangeDeletes(result);
    }

    private static Bytes earlier(Bytes a, Bytes b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Bytes later(Bytes a, Bytes b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    RangeDeletes plus(RangeDeletes others) {
        RangeDeletes all = this;
        for (Fragment fragment : others.fragments) {
            for (long version : fragment.versions) {
                all = all.plus(fragment.from, fragment.to, version);
            }
        }
        return all;
    }

    /// The highest version at or below `version` that deleted a range with `key`; 0 when none did.
    long newestCovering(Bytes key, long version) {
        Optional<Fragment> fragment = covering(key);
        if (fragment.isEmpty()) {
            return 0;
        }
        int count = fragment.get().countUpTo(version);
        return count == 0 ? 0 : fragment.get().versions[count - 1];
    }

    private Optional<Fragment> covering(Bytes key) {
        int low = 0;
        int high = fragments.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (fragments.get(middle).to.compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < fragments.size() && fragments.get(low).from.compareTo(key) <= 0
                ? Optional.of(fragments.get(low))
                : Optional.empty();
    }

    /// The lowest version above `version` that deleted a range with `key`; [Entry#NEWEST] when none
    /// did.
    long oldestCoveringAfter(Bytes key, long version) {
        Optional<Fragment> fragment = covering(key);
        if (fragment.isEmpty()) {
            return Entry.NEWEST;
        }
        int count = fragment.get().countUpTo(version);
        return count == fragment.get().versions.length
                ? Entry.NEWEST
                : fragment.get().versions[count];
    }

    /// Those that some reader still needs.
    /// @param bottom whether nothing older lies below, so that what all readers see deleted is gone
    RangeDeletes needed(LiveVersions live, boolean bottom) {
        List<Fragment> kept = new ArrayList<>();
        for (Fragment fragment : fragments) {
            long[] versions = needed(fragment.versions, live, bottom);
            if (versions.length > 0) {
                Fragment needed = new Fragment(fragment.from, fragment.to, versions);
                boolean goesOn = !kept.isEmpty() && kept.getLast().goesOnIn(needed);
                Bytes from = goesOn ? kept.removeLast().from : needed.from;
                kept.add(needed.cut(from, needed.to));
            }
        }
        return new RangeDeletes(kept);
    }

    private static long[] needed(long[] versions, LiveVersions live, boolean bottom) {
        long[] kept = new long[versions.length];
        int count = 0;
        for (int i = 0; i < versions.length; i++) {
            long newer = i + 1 == versions.length ? Entry.NEWEST : versions[i + 1];
            if (live.needs(versions[i], newer) && !(bottom && live.allAtLeast(versions[i]))) {
                kept[count++] = versions[i];
            }
        }
        return Arrays.copyOf(kept, count);
    }

    /// varint count, then for each fragment sized from, sized to, varint count, varint versions, the newest first.
    void writeTo(ByteWriter writer) {
        writer.varint(fragments.size());
        for (Fragment fragment : fragments) {
            writer.sized(fragment.from).sized(fragment.to).varint(fragment.versions.length);
            for (int i = fragment.versions.length - 1; i >= 0; i--) {
                writer.varint(fragment.versions[i]);
            }
        }
    }

    static RangeDeletes readFrom(ByteReader reader) {
        List<Fragment> fragments = new ArrayList<>();
        for (int left = reader.size(); left > 0; left--) {
            Bytes from = reader.sized();
            Bytes to = reader.sized();
            long[] versions = new long[reader.size()];
            for (int i = versions.length - 1; i >= 0; i--) {
                versions[i] = reader.varint();
            }
            fragments.add(new Fragment(from, to, versions));
        }
        return new RangeDeletes(fragments);
    }
}
