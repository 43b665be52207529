package io.chirograph.store;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/// The entries of several sources as one run in order.
final class MergedEntries implements Iterator<Entry> {
    private record Head(Entry entry, Iterator<Entry> rest) {}

    private final PriorityQueue<Head> heads;

    /// @param order in which each of `sources` comes; no entry is in two of them
    MergedEntries(List<Iterator<Entry>> sources, Comparator<Entry> order) {
        this.heads =
                new PriorityQueue<>(
                        Math.max(1, sources.size()), Comparator.comparing(Head::entry, order));
        sources.forEach(this::advance);
    }

    private void advance(Iterator<Entry> source) {
        if (source.hasNext()) {
            heads.add(new Head(source.next(), source));
        }
    }

    @Override
    public boolean hasNext() {
        return !heads.isEmpty();
    }

    @Override
    public Entry next() {
        Head head = heads.remove();
        advance(head.rest());
        return head.entry();
    }
}
