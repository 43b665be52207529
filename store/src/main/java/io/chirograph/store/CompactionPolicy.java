package io.chirograph.store;

import java.util.List;
import java.util.Optional;

/// Which neighbouring tables to merge, by their sizes: tables of like size are merged four or more
/// at a time, so that a byte is written again about once for every fourfold growth of the store and
/// a read asks few tables. Merging all needs as much free space as the store has data.
final class CompactionPolicy {
    private static final int WIDTH_MIN = 4;

    /// While little is written.
    private static final int WIDTH_MIN_CALM = 2;

    /// More than these slow reads down, so unlike sizes are merged as well.
    static final int TABLES_MAX = 12;

    /// Tables `from` to `to` (exclusive), counted from the newest.
    record Span(int from, int to) {}

    private CompactionPolicy() {}

    /// @param sizes of the tables, newest first
    static Optional<Span> due(List<Long> sizes) {
        return due(sizes, WIDTH_MIN);
    }

    /// What is worth merging while commits come but memory tables fill slowly: there is time to write
    /// bytes again more often, for reads that ask fewer tables.
    /// @param sizes of the tables, newest first
    static Optional<Span> dueWhenCalm(List<Long> sizes) {
        return due(sizes, WIDTH_MIN_CALM);
    }

    private static Optional<Span> due(List<Long> sizes, int widthMin) {
        for (int from = 0; from + widthMin <= sizes.size(); from++) {
            int to = endOfLikeSizes(sizes, from);
            if (to - from >= widthMin) {
                return Optional.of(new Span(from, to));
            }
        }
        return sizes.size() > TABLES_MAX
                ? Optional.of(new Span(0, sizes.size() - TABLES_MAX + 2))
                : Optional.empty();
    }

    /// What is worth merging while nobody writes: everything, when the tables above the oldest one
    /// have a tenth of its size. That bounds what is on disk by about the live data and a tenth.
    /// @param sizes of the tables, newest first
    static Optional<Span> dueAtRest(List<Long> sizes) {
        if (sizes.size() < 2) {
            return Optional.empty();
        }
        long above = sizes.stream().mapToLong(Long::longValue).sum() - sizes.getLast();
        return above > sizes.getLast() / 10 ? Optional.of(new Span(0, sizes.size())) : due(sizes);
    }

    /// The first table behind `from` that is more than half as large again as all from there to it.
    private static int endOfLikeSizes(List<Long> sizes, int from) {
        long sum = sizes.get(from);
        int to = from + 1;
        while (to < sizes.size() && sizes.get(to) <= sum + sum / 2) {
            sum += sizes.get(to);
            to++;
        }
        return to;
    }
}
