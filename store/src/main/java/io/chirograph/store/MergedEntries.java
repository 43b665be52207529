package io.chirograph.store;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/// The entries of several sources as one run in order: a heap of their heads in two arrays, since
/// every entry that is read or compacted passes here.
final class MergedEntries implements Iterator<Entry> {
    private final Comparator<Entry> order;
    private final Entry[] heads;
    private final Iterator<Entry>[] rests;
    private int count;

    /// @param order in which each of `sources` comes; no entry is in two of them
    MergedEntries(List<Iterator<Entry>> sources, Comparator<Entry> order) {
        this.order = order;
        this.heads = new Entry[sources.size()];
        this.rests = newArray(sources.size());
        for (Iterator<Entry> source : sources) {
            if (source.hasNext()) {
                heads[count] = source.next();
                rests[count] = source;
                count++;
            }
        }
        for (int i = count / 2 - 1; i >= 0; i--) {
            siftDown(i);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Iterator<Entry>[] newArray(int size) {
        return new Iterator[size];
    }

    @Override
    public boolean hasNext() {
        return count > 0;
    }

    @Override
    public Entry next() {
        if (count == 0) {
            throw new NoSuchElementException();
        }
        Entry first = heads[0];
        if (rests[0].hasNext()) {
            heads[0] = rests[0].next();
        } else {
            count--;
            heads[0] = heads[count];
            rests[0] = rests[count];
        }
        siftDown(0);
        return first;
    }

    private void siftDown(int from) {
        Entry head = heads[from];
        Iterator<Entry> rest = rests[from];
        int at = from;
        for (int child = 2 * at + 1; child < count; child = 2 * at + 1) {
            if (child + 1 < count && order.compare(heads[child + 1], heads[child]) < 0) {
                child++;
            }
            if (order.compare(head, heads[child]) <= 0) {
                break;
            }
            heads[at] = heads[child];
            rests[at] = rests[child];
            at = child;
        }
        if (count > 0) {
            heads[at] = head;
            rests[at] = rest;
        }
    }
}
