package io.chirograph.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// What transactions that ran at the same time read and wrote, and what is wrong with it. Every
/// value written names its writer, so a read tells whose write it saw.
///
/// After Adya, Weak Consistency (1999): the committed transactions are the nodes of a graph. A write
/// leads to the next write of its key (ww), a write to who read it (wr), and a read to who wrote the
/// key next (rw). Read committed forbids cycles of ww and wr; snapshots also those with exactly one
/// rw; serialisability all. Cost: one search for each rw edge.
final class History {
    /// Writes the first version of all keys.
    static final int NOBODY = 0;

    /// One read of one key, absent keys too.
    ///
    /// @param writer whose value was seen; [#NOBODY] when none was there
    private record Read(String key, int writer) {}

    /// A transaction. Single-owner until it is handed in.
    static final class Recorded {
        private final int id;
        private final List<Read> reads = new ArrayList<>();
        private final Set<String> writes = new HashSet<>();
        private long version;

        Recorded(int id) {
            this.id = id;
        }

        int id() {
            return id;
        }

        /// @param writer as named in the value that was seen
        void read(String key, int writer) {
            if (!writes.contains(key)) {
                reads.add(new Read(key, writer));
            }
        }

        void wrote(String key) {
            writes.add(key);
        }
    }

    private enum Kind {
        WRITE_WRITE,
        WRITE_READ,
        READ_WRITE
    }

    private record Edge(int from, int to, Kind kind) {}

    private final Map<Integer, Recorded> committed = new TreeMap<>();

    synchronized void committed(Recorded transaction, long version) {
        transaction.version = version;
        committed.put(transaction.id, transaction);
    }

    /// What `level` forbids and was seen.
    synchronized List<String> anomalies(IsolationLevel level) {
        List<String> found = new ArrayList<>();
        if (level != IsolationLevel.READ_COMMITTED) {
            committed.values().forEach(transaction -> addUnrepeatable(transaction, found));
        }
        List<Edge> edges = edges(found);
        Map<Integer, List<Edge>> from = new HashMap<>();
        edges.forEach(edge -> from.computeIfAbsent(edge.from(), id -> new ArrayList<>()).add(edge));
        for (Edge edge : edges) {
            Set<Kind> ways =
                    switch (level) {
                        case SERIALIZABLE -> Set.of(Kind.values());
                        case REPEATABLE_READ, READ_COMMITTED ->
                                Set.of(Kind.WRITE_WRITE, Kind.WRITE_READ);
                    };
            boolean counts =
                    level != IsolationLevel.READ_COMMITTED || edge.kind() != Kind.READ_WRITE;
            if (counts && isReachable(edge.to(), edge.from(), ways, from)) {
                found.add("a cycle through " + edge);
            }
        }
        return found;
    }

    private static void addUnrepeatable(Recorded transaction, List<String> found) {
        Map<String, Integer> seen = new HashMap<>();
        for (Read read : transaction.reads) {
            Integer before = seen.putIfAbsent(read.key(), read.writer());
            if (before != null && before != read.writer()) {
                found.add(
                        "%d read %s of %d, then of %d"
                                .formatted(transaction.id, read.key(), before, read.writer()));
            }
        }
    }

    private List<Edge> edges(List<String> found) {
        Map<String, NavigableMap<Long, Integer>> writers = new HashMap<>();
        committed
                .values()
                .forEach(transaction ->
                        transaction.writes.forEach(key ->
                                writers.computeIfAbsent(key, absent -> new TreeMap<>())
                                        .put(transaction.version, transaction.id)));
        Set<Edge> edges = new HashSet<>();
        writers.values()
                .forEach(versions -> {
                    int before = NOBODY;
                    for (int writer : versions.values()) {
                        edges.add(new Edge(before, writer, Kind.WRITE_WRITE));
                        before = writer;
                    }
                });
        for (Recorded transaction : committed.values()) {
            for (Read read : transaction.reads) {
                addRead(transaction, read, writers, edges, found);
            }
        }
        edges.removeIf(edge -> edge.from() == edge.to());
        return List.copyOf(edges);
    }

    private void addRead(
            Recorded reader,
            Read read,
            Map<String, NavigableMap<Long, Integer>> writers,
            Set<Edge> edges,
            List<String> found) {
        long version = 0;
        if (read.writer() != NOBODY) {
            Recorded writer = committed.get(read.writer());
            if (writer == null) {
                found.add(
                        "%d read %s of %d, which did not commit"
                                .formatted(reader.id, read.key(), read.writer()));
                return;
            }
            version = writer.version;
            edges.add(new Edge(writer.id, reader.id, Kind.WRITE_READ));
        }
        var next = writers.getOrDefault(read.key(), new TreeMap<>()).higherEntry(version);
        if (next != null) {
            edges.add(new Edge(reader.id, next.getValue(), Kind.READ_WRITE));
        }
    }

    private static boolean isReachable(
            int start, int goal, Set<Kind> ways, Map<Integer, List<Edge>> from) {
        Set<Integer> seen = new HashSet<>(Set.of(start));
        Deque<Integer> left = new ArrayDeque<>(seen);
        while (!left.isEmpty()) {
            int at = left.remove();
            if (at == goal) {
                return true;
            }
            for (Edge edge : from.getOrDefault(at, List.of())) {
                if (ways.contains(edge.kind()) && seen.add(edge.to())) {
                    left.add(edge.to());
                }
            }
        }
        return false;
    }
}
