package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Entries in the order of [Entry#ORDER]; nothing is ever removed. One thread at a time adds, any
/// number read beside it, without locks.
///
/// A skip list (Pugh, "Skip lists: a probabilistic alternative to balanced trees", 1990). A node has
/// the first eight bytes of its key and its lowest links in itself, so that a step of a search touches
/// the node and nothing behind it, unless these bytes are the same. A new node is linked from the
/// lowest level up, each link written after what it leads to: a reader that meets a node finds it
/// whole, and a reader that misses it on an upper level finds it below.
final class SkipList {
    /// Enough for 4^12 entries at a search of a few steps a level.
    private static final int LEVELS = 12;

    /// Links of a node that are in the node itself: for fifteen nodes of sixteen, all.
    private static final int OWN_LINKS = 2;

    private static final Node[] NO_LINKS = {};

    private static final VarHandle FIRST = linkOfNode("first");
    private static final VarHandle SECOND = linkOfNode("second");
    private static final VarHandle UPPER = MethodHandles.arrayElementVarHandle(Node[].class);

    private static VarHandle linkOfNode(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(Node.class, name, Node.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final class Node {
        private final long prefix;
        private final Entry entry;
        private final Node[] upper;

        /// On the two lowest levels, where a search meets nodes that nobody looked at lately: what it
        /// needs of each lies side by side.
        @SuppressWarnings("unused") // by the handles only
        private @Nullable Node first;

        @SuppressWarnings("unused")
        private @Nullable Node second;

        Node(Entry entry, int levels) {
            this.prefix = entry.key().leading(0);
            this.entry = entry;
            this.upper = levels > OWN_LINKS ? new Node[levels - OWN_LINKS] : NO_LINKS;
        }

        Node next(int level) {
            return switch (level) {
                case 0 -> (Node) FIRST.getAcquire(this);
                case 1 -> (Node) SECOND.getAcquire(this);
                default -> (Node) UPPER.getAcquire(upper, level - OWN_LINKS);
            };
        }

        void link(int level, Node to) {
            switch (level) {
                case 0 -> FIRST.setRelease(this, to);
                case 1 -> SECOND.setRelease(this, to);
                default -> UPPER.setRelease(upper, level - OWN_LINKS, to);
            }
        }

        /// Whether this node stands before `other`, of which `otherPrefix` is the prefix.
        boolean isBefore(long otherPrefix, Entry other) {
            int byPrefix = Long.compareUnsigned(prefix, otherPrefix);
            return byPrefix != 0 ? byPrefix < 0 : Entry.ORDER.compare(entry, other) < 0;
        }
    }

    private final Node head = new Node(Entry.delete(Bytes.EMPTY, Entry.NEWEST), LEVELS);

    /// Behind all others; never compared.
    private final Node tail = new Node(Entry.delete(Bytes.EMPTY, Entry.NEWEST), 0);

    /// Entries whose places are looked for side by side.
    private static final int RUN = 16;

    // Of the thread that adds: where each entry of a run is linked in, by level, and the search for
    // that.

    private final Node[][] before = new Node[RUN][LEVELS];
    private final Node[] at = new Node[RUN];
    private final Node[] nexts = new Node[RUN];
    private final long[] nextPrefixes = new long[RUN];
    private final int[] searching = new int[RUN];

    /// The heights need not be unforeseeable, since they have nothing to do with the keys.
    private final SplittableRandom random = new SplittableRandom(0x5eed);

    SkipList() {
        for (int level = 0; level < LEVELS; level++) {
            head.link(level, tail);
        }
    }

    /// Adds entries that differ, in any order. To find their places is to wait for memory, at nodes that nobody looked at lately; a
    /// run of entries is looked for level by level side by side, so that the processor waits for all of them at once.
    void addAll(List<Entry> entries) {
        for (int from = 0; from < entries.size(); from += RUN) {
            List<Entry> run = entries.subList(from, Math.min(entries.size(), from + RUN));
            if (run.size() == 1) {
                findPlace(run.getFirst(), before[0]);
            } else {
                findPlaces(run);
            }
            for (int i = 0; i < run.size(); i++) {
                link(run.get(i), before[i]);
            }
        }
    }

    private void findPlace(Entry entry, Node[] places) {
        long prefix = entry.key().leading(0);
        Node node = head;
        for (int level = LEVELS - 1; level >= 0; level--) {
            node = lastBefore(node, level, prefix, entry);
            places[level] = node;
        }
    }

    private void findPlaces(List<Entry> run) {
        long[] prefixes = new long[run.size()];
        for (int i = 0; i < prefixes.length; i++) {
            prefixes[i] = run.get(i).key().leading(0);
            at[i] = head;
        }
        for (int level = LEVELS - 1; level >= 0; level--) {
            findPlaces(run, prefixes, level);
        }
    }

    private void findPlaces(List<Entry> run, long[] prefixes, int level) {
        int left = prefixes.length;
        for (int i = 0; i < left; i++) {
            searching[i] = i;
        }
        while (left > 0) {
            // Without a branch, so that no guess at one keeps the processor from what comes next.
            for (int i = 0; i < left; i++) {
                Node next = at[searching[i]].next(level);
                nexts[i] = next;
                nextPrefixes[i] = next.prefix;
            }
            int goingOn = 0;
            for (int i = 0; i < left; i++) {
                int entry = searching[i];
                Node next = nexts[i];
                int byPrefix = Long.compareUnsigned(nextPrefixes[i], prefixes[entry]);
                boolean isBefore =
                        byPrefix != 0
                                ? byPrefix < 0
                                : Entry.ORDER.compare(next.entry, run.get(entry)) < 0;
                if (next != tail && isBefore) {
                    at[entry] = next;
                    searching[goingOn++] = entry;
                } else {
                    before[entry][level] = at[entry];
                }
            }
            left = goingOn;
        }
    }

    /// @param places by level, the last node before `entry` but for those that were added since
    private void link(Entry entry, Node[] places) {
        long prefix = entry.key().leading(0);
        int levels = randomLevels();
        Node added = new Node(entry, levels);
        for (int level = 0; level < levels; level++) {
            Node place = lastBefore(places[level], level, prefix, entry);
            added.link(level, place.next(level));
            place.link(level, added);
        }
    }

    /// One more level for a quarter of those that have as many.
    private int randomLevels() {
        int zeros = Integer.numberOfTrailingZeros(random.nextInt());
        return Math.min(LEVELS, 1 + zeros / 2);
    }

    private Node lastBefore(Node from, int level, long prefix, Entry entry) {
        Node node = from;
        Node next = node.next(level);
        while (next != tail && next.isBefore(prefix, entry)) {
            node = next;
            next = node.next(level);
        }
        return node;
    }

    /// The last node before `entry`, or the head.
    private Node lower(Entry entry) {
        long prefix = entry.key().leading(0);
        Node node = head;
        for (int level = LEVELS - 1; level >= 0; level--) {
            node = lastBefore(node, level, prefix, entry);
        }
        return node;
    }

    /// The first entry at or behind `entry`.
    Optional<Entry> ceiling(Entry entry) {
        Node found = lower(entry).next(0);
        return found == tail ? Optional.empty() : Optional.of(found.entry);
    }

    /// From `from` on, up to `to` (exclusive).
    Iterator<Entry> ascending(Entry from, Entry to) {
        return new Ascending(lower(from).next(0), Optional.of(to));
    }

    Iterator<Entry> all() {
        return new Ascending(head.next(0), Optional.empty());
    }

    private final class Ascending implements Iterator<Entry> {
        private final Optional<Entry> to;
        private Node next;

        Ascending(Node first, Optional<Entry> to) {
            this.to = to;
            this.next = first;
        }

        @Override
        public boolean hasNext() {
            return next != tail && (to.isEmpty() || Entry.ORDER.compare(next.entry, to.get()) < 0);
        }

        @Override
        public Entry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Entry entry = next.entry;
            next = next.next(0);
            return entry;
        }
    }

    /// From before `to` down to `from` (inclusive). There are no links back: each step is a search.
    Iterator<Entry> descending(Entry from, Entry to) {
        return new Iterator<>() {
            private Node next = lower(to);

            @Override
            public boolean hasNext() {
                return next != head && Entry.ORDER.compare(next.entry, from) >= 0;
            }

            @Override
            public Entry next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Entry entry = next.entry;
                next = lower(entry);
                return entry;
            }
        };
    }
}
