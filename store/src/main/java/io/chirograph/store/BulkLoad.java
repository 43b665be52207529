package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/// Records on their way past the log into a table file: gathered, sorted, handed on in order. Of two
/// with the same key the one that came later counts. Single-owner.
///
/// Records lie in large arrays, one behind the other. What is sorted are numbers: five bytes of the
/// key and the record's index in one `long`, so that a sort of primitives does nearly all; only
/// records whose five bytes are the same are compared in full.
final class BulkLoad {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int INDEX_BITS = 24;
    private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;

    /// More have no index.
    private static final int RECORDS_MAX = 1 << INDEX_BITS;

    private final Table table;
    private final List<byte[]> chunks = new ArrayList<>();
    private byte[] chunk = {};
    private int used;

    /// What it takes in memory.
    private long bytes;

    /// By index: where the record is (number of the chunk, offset in it) and how long its key and its
    /// value are.
    private long[] places = new long[1024];

    private long[] sizes = new long[1024];
    private long[] sorted = new long[1024];
    private int count;

    BulkLoad(Table table) {
        this.table = table;
    }

    boolean isEmpty() {
        return count == 0;
    }

    boolean isFull(long bytesMax) {
        return count == RECORDS_MAX || bytes >= bytesMax;
    }

    void add(Bytes key, Bytes value) {
        if (count == places.length) {
            int more = Math.min(RECORDS_MAX, 2 * count);
            places = Arrays.copyOf(places, more);
            sizes = Arrays.copyOf(sizes, more);
            sorted = Arrays.copyOf(sorted, more);
        }
        int size = Table.PREFIX_BYTES + key.size() + value.size();
        if (size > chunk.length - used) {
            chunk = new byte[Math.max(CHUNK_BYTES, size)];
            chunks.add(chunk);
            used = 0;
        }
        table.writePrefix(chunk, used);
        value.copyTo(chunk, key.copyTo(chunk, used + Table.PREFIX_BYTES));
        places[count] = ((long) (chunks.size() - 1) << Integer.SIZE) | used;
        sizes[count] = ((long) (Table.PREFIX_BYTES + key.size()) << Integer.SIZE) | value.size();
        sorted[count] = (leading(key) << INDEX_BITS) | count;
        used += size;
        bytes += size + 3L * Long.BYTES;
        count++;
    }

    /// The first five bytes, ordered as numbers with a sign are.
    private static long leading(Bytes key) {
        long leading = 0;
        for (int i = 0; i < 5; i++) {
            leading = (leading << Byte.SIZE) | (i < key.size() ? key.get(i) & 0xff : 0);
        }
        return leading ^ (1L << 39);
    }

    private Bytes key(int index) {
        int at = (int) places[index];
        byte[] whole = chunks.get((int) (places[index] >>> Integer.SIZE));
        return Bytes.owning(whole).slice(at, at + (int) (sizes[index] >>> Integer.SIZE));
    }

    /// All records in the order of their keys, each key once. Nothing may be added any more.
    Iterator<Entry> entries() {
        Arrays.parallelSort(sorted, 0, count);
        for (int from = 0; from < count; ) {
            int to = from + 1;
            while (to < count && sorted[to] >>> INDEX_BITS == sorted[from] >>> INDEX_BITS) {
                to++;
            }
            if (to - from > 1) {
                sortInFull(from, to);
            }
            from = to;
        }
        return new InOrder();
    }

    /// Stable, so that of the same key the later record comes last.
    private void sortInFull(int from, int to) {
        Integer[] indices = new Integer[to - from];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = (int) (sorted[from + i] & INDEX_MASK);
        }
        Arrays.sort(indices, (a, b) -> key(a).compareTo(key(b)));
        for (int i = 0; i < indices.length; i++) {
            sorted[from + i] = (sorted[from + i] & ~INDEX_MASK) | indices[i];
        }
    }

    /// Of two with the same key the later.
    private final class InOrder implements Iterator<Entry> {
        private final Gathered all = new Gathered();
        private Optional<Entry> following = read();

        private Optional<Entry> read() {
            return all.hasNext() ? Optional.of(all.next()) : Optional.empty();
        }

        @Override
        public boolean hasNext() {
            return following.isPresent();
        }

        @Override
        public Entry next() {
            Entry entry = following.orElseThrow(NoSuchElementException::new);
            following = read();
            while (following.isPresent() && following.get().key().equals(entry.key())) {
                entry = following.get();
                following = read();
            }
            return entry;
        }
    }

    /// All in order. Neighbours in the order lie far apart in memory: they are brought together some
    /// dozens at a time, so that the processor waits for all of these at once and not for one after
    /// the other.
    private final class Gathered implements Iterator<Entry> {
        private static final int BATCH = 32;
        private static final int BATCH_BYTES = 64 << 10;

        private final int[] indices = new int[BATCH];
        private final int[] ends = new int[BATCH];
        private byte[] gathered = {};
        private int gatheredCount;
        private int at;
        private int sortedAt;

        @Override
        public boolean hasNext() {
            return at < gatheredCount || sortedAt < count;
        }

        @Override
        public Entry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            if (at == gatheredCount) {
                gather();
            }
            Bytes whole = Bytes.owning(gathered);
            int begin = at == 0 ? 0 : ends[at - 1];
            int end = ends[at];
            int valueAt = end - (int) sizes[indices[at]];
            at++;
            return Entry.put(
                    whole.slice(begin, valueAt),
                    TableFormat.LOADED_VERSION,
                    whole.slice(valueAt, end));
        }

        private void gather() {
            at = 0;
            gatheredCount = 0;
            int end = 0;
            while (gatheredCount < BATCH && sortedAt < count && end < BATCH_BYTES) {
                int index = (int) (sorted[sortedAt++] & INDEX_MASK);
                end += (int) (sizes[index] >>> Integer.SIZE) + (int) sizes[index];
                indices[gatheredCount] = index;
                ends[gatheredCount++] = end;
            }
            gathered = new byte[end];
            int begin = 0;
            for (int i = 0; i < gatheredCount; i++) {
                long place = places[indices[i]];
                byte[] chunkOf = chunks.get((int) (place >>> Integer.SIZE));
                System.arraycopy(chunkOf, (int) place, gathered, begin, ends[i] - begin);
                begin = ends[i];
            }
        }
    }
}
