package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.List;

/// Deletions of whole key ranges, cut into fragments that do not overlap, so that asking for a key
/// is one binary search. A deletion hides what earlier versions said of a key, never what its own
/// version said. Immutable.
final class RangeDeletes {
    static final RangeDeletes NONE = new RangeDeletes(List.of());

    /// The versions that deleted the keys from `from` to `to` (exclusive), newest first.
    private record Fragment(Bytes from, Bytes to, List<Long> versions) {
        Fragment cut(Bytes newFrom, Bytes newTo) {
            return new Fragment(newFrom, newTo, versions);
        }

        Fragment plus(long version) {
            List<Long> all = new ArrayList<>(versions);
            int at = 0;
            while (at < all.size() && all.get(at) > version) {
                at++;
            }
            if (at == all.size() || all.get(at) != version) {
                all.add(at, version);
            }
            return new Fragment(from, to, List.copyOf(all));
        }
    }

    private final List<Fragment> fragments;

    private RangeDeletes(List<Fragment> fragments) {
        this.fragments = fragments;
    }

    boolean isEmpty() {
        return fragments.isEmpty();
    }

    int fragmentCount() {
        return fragments.size();
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
                result.add(new Fragment(covered, gapEnd, List.of(version)));
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
            result.add(new Fragment(covered, to, List.of(version)));
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
        if (low == fragments.size() || fragments.get(low).from.compareTo(key) > 0) {
            return 0;
        }
        for (long deletedAt : fragments.get(low).versions) {
            if (deletedAt <= version) {
                return deletedAt;
            }
        }
        return 0;
    }

    /// The lowest version above `version` that deleted a range with `key`; [Entry#NEWEST] when none
    /// did.
    long oldestCoveringAfter(Bytes key, long version) {
        long found = Entry.NEWEST;
        long next = newestCovering(key, Entry.NEWEST);
        while (next > version) {
            found = next;
            next = newestCovering(key, next - 1);
        }
        return found;
    }

    /// Those that some reader still needs.
    /// @param bottom whether nothing older lies below, so that what all readers see deleted is gone
    RangeDeletes needed(LiveVersions live, boolean bottom) {
        List<Fragment> kept = new ArrayList<>();
        for (Fragment fragment : fragments) {
            List<Long> versions = new ArrayList<>();
            long newer = Entry.NEWEST;
            for (long version : fragment.versions) {
                if (live.needs(version, newer) && !(bottom && live.allAtLeast(version))) {
                    versions.add(version);
                }
                newer = version;
            }
            if (!versions.isEmpty()) {
                kept.add(new Fragment(fragment.from, fragment.to, List.copyOf(versions)));
            }
        }
        return new RangeDeletes(kept);
    }

    /// varint count, then for each fragment sized from, sized to, varint count, varint versions.
    void writeTo(ByteWriter writer) {
        writer.varint(fragments.size());
        for (Fragment fragment : fragments) {
            writer.sized(fragment.from).sized(fragment.to).varint(fragment.versions.size());
            fragment.versions.forEach(writer::varint);
        }
    }

    static RangeDeletes readFrom(ByteReader reader) {
        List<Fragment> fragments = new ArrayList<>();
        for (int left = reader.size(); left > 0; left--) {
            Bytes from = reader.sized();
            Bytes to = reader.sized();
            List<Long> versions = new ArrayList<>();
            for (int count = reader.size(); count > 0; count--) {
                versions.add(reader.varint());
            }
            fragments.add(new Fragment(from, to, List.copyOf(versions)));
        }
        return new RangeDeletes(fragments);
    }
}
