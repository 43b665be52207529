package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/// What the latest commits wrote, for as long as an open transaction may have read what was before
/// them. Whoever holds the commit order adds and drops; any number look beside it.
final class RecentCommits {
    /// Beyond this the oldest are dropped, and transactions older than those can't commit any more.
    private static final long BYTES_MAX = 256 << 20;

    /// A key that should have stayed as it was, and the commit that changed it since.
    record Conflict(Bytes key, String problem) {}

    private final ConcurrentSkipListMap<Long, WriteSet> commits = new ConcurrentSkipListMap<>();
    private long bytes;
    private volatile long droppedVersion;

    void add(long version, WriteSet writes) {
        commits.put(version, writes);
        bytes += writes.bytes();
        while (bytes > BYTES_MAX) {
            droppedVersion = commits.firstKey();
            dropFirst();
        }
    }

    /// Drops what no open transaction needs.
    /// @param latest version, where none is open
    void dropThrough(OpenViews transactions, long latest) {
        if (commits.isEmpty()) {
            return;
        }
        long version = transactions.oldest().orElse(latest);
        while (!commits.isEmpty() && commits.firstKey() <= version) {
            dropFirst();
        }
    }

    private void dropFirst() {
        Map.Entry<Long, WriteSet> first = commits.pollFirstEntry();
        if (first != null) {
            bytes -= first.getValue().bytes();
        }
    }

    /// @param after the version that was read, or up to which was checked before
    Optional<Conflict> firstConflict(ReadSet reads, long after, long through) {
        if (reads.isEmpty()) {
            return Optional.empty();
        }
        for (var commit : commits.subMap(after, false, through, true).entrySet()) {
            Optional<Bytes> key = reads.firstChangedBy(commit.getValue());
            if (key.isPresent()) {
                String problem =
                        "seen as of version %d, written by version %d"
                                .formatted(after, commit.getKey());
                return Optional.of(new Conflict(key.get(), problem));
            }
        }
        if (after < droppedVersion) {
            String problem =
                    "seen as of version %d, and what was written since (to version %d) is more than %d bytes"
                            .formatted(after, through, BYTES_MAX);
            return Optional.of(new Conflict(reads.anyKey(), problem));
        }
        return Optional.empty();
    }
}
