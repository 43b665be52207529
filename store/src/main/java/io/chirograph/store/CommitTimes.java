package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// When versions were committed: each commit writes a row of its own time, so the two can't come
/// apart. Guarded by the commit order, but for [#versionAt].
///
/// Rows of a table of its own have the time as key, microseconds since 1970 (8, big-endian), and no
/// value: what counts is the version of the row itself. Times never fall from one version to the
/// next, whatever the clock does, and commits of one microsecond share a row, whose newest version
/// is the last of them. So the newest version among the rows up to a time is that of the last of
/// these rows. Compaction drops the rows of versions that nobody can read at any more.
final class CommitTimes {
    static final String TABLE_NAME = "commit times";
    static final int TABLE_NUMBER = Integer.MAX_VALUE - 2;

    private static final Bytes FIRST = key(0);
    private static final Bytes END =
            Bytes.owning(ByteBuffer.allocate(Integer.BYTES).putInt(TABLE_NUMBER + 1).array());

    private final Supplier<Instant> clock;
    private long lastMicros;

    /// @param lastMicros of the latest commit before; 0 when there was none
    /// @param clock what time it is
    CommitTimes(long lastMicros, Supplier<Instant> clock) {
        this.lastMicros = lastMicros;
        this.clock = clock;
    }

    private static Bytes key(long micros) {
        return Bytes.owning(
                ByteBuffer.allocate(Table.PREFIX_BYTES + Long.BYTES)
                        .putInt(TABLE_NUMBER)
                        .putLong(micros)
                        .array());
    }

    private static long micros(Instant time) {
        try {
            long micros = Math.multiplyExact(time.getEpochSecond(), 1_000_000L);
            return Math.max(0, Math.addExact(micros, time.getNano() / 1000L));
        } catch (ArithmeticException e) {
            return time.getEpochSecond() < 0 ? 0 : Long.MAX_VALUE;
        }
    }

    static boolean isRow(Bytes treeKey) {
        return Table.numberOf(treeKey) == TABLE_NUMBER;
    }

    /// Of the latest commit in the tree.
    static long lastMicros(TreeState tree) {
        return last(tree, END, Long.MAX_VALUE)
                .map(row -> Table.keyOf(row.key()).asByteBuffer().getLong())
                .orElse(0L);
    }

    private static Optional<Entry> last(TreeState tree, Bytes end, long version) {
        List<Entry> rows = tree.scanBackward(FIRST, end, version);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    /// The version that was the latest one at `time`, as readers at `published` know; empty when that
    /// was before the first time that is kept.
    static OptionalLong versionAt(TreeState tree, Instant time, long published) {
        long micros = micros(time);
        Bytes end = micros == Long.MAX_VALUE ? END : key(micros + 1);
        return last(tree, end, published)
                .map(row -> OptionalLong.of(row.version()))
                .orElse(OptionalLong.empty());
    }

    /// Adds the row of the commit that takes its place now.
    /// @param record of `writes`, encoded before
    void stamp(WriteSet writes, ByteWriter record) {
        lastMicros = Math.max(lastMicros, micros(clock.get()));
        Bytes key = key(lastMicros);
        writes.put(key, Bytes.EMPTY);
        WriteSet.writePut(record, key, Bytes.EMPTY);
    }

    /// Those of `entries` that are no times of versions before `from`.
    static Iterator<Entry> since(long from, Iterator<Entry> entries) {
        return new Iterator<>() {
            private Optional<Entry> next = find();

            private Optional<Entry> find() {
                while (entries.hasNext()) {
                    Entry entry = entries.next();
                    if (entry.version() >= from || !isRow(entry.key())) {
                        return Optional.of(entry);
                    }
                }
                return Optional.empty();
            }

            @Override
            public boolean hasNext() {
                return next.isPresent();
            }

            @Override
            public Entry next() {
                Entry entry = next.orElseThrow(NoSuchElementException::new);
                next = find();
                return entry;
            }
        };
    }
}
