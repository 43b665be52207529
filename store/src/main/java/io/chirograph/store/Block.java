package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.ArrayList;
import java.util.List;

/// A run of entries in order that is read and written as one: data, or an index whose entries name
/// the last key of a lower block each. Immutable.
///
/// | bytes | meaning |
/// |---|---|
/// | varint | 2 × version, plus 1 when deleted |
/// | sized | key |
/// | sized | value |
/// | … | the other entries |
/// | 4 each | offset of each entry in the block |
/// | 4 | count of entries |
final class Block {
    private final String file;
    private final long fileOffset;
    private final byte[] array;
    private final int count;
    private final int offsetsAt;

    /// @param array a whole block, its checksum found right
    Block(String file, long fileOffset, byte[] array) {
        this.file = file;
        this.fileOffset = fileOffset;
        this.array = array;
        if (array.length < Integer.BYTES) {
            throw new CorruptionException(file, fileOffset, "block of " + array.length + " bytes");
        }
        this.count = intAt(array.length - Integer.BYTES);
        long offsets = array.length - Integer.BYTES - (long) count * Integer.BYTES;
        if (count < 0 || offsets < 0) {
            throw new CorruptionException(
                    file, fileOffset, "%d entries in %d bytes".formatted(count, array.length));
        }
        this.offsetsAt = (int) offsets;
    }

    private int intAt(int at) {
        return ((array[at] & 0xff) << 24)
                | ((array[at + 1] & 0xff) << 16)
                | ((array[at + 2] & 0xff) << 8)
                | (array[at + 3] & 0xff);
    }

    int count() {
        return count;
    }

    Entry entry(int index) {
        ByteReader reader = readerAt(index);
        long versionAndKind = reader.varint();
        Bytes key = reader.sized();
        Bytes value = reader.sized();
        return new Entry(key, versionAndKind >>> 1, (versionAndKind & 1) == 1, value);
    }

    private ByteReader readerAt(int index) {
        ByteReader whole = new ByteReader(file, fileOffset, array);
        int offset = intAt(offsetsAt + index * Integer.BYTES);
        whole.part(Math.clamp(offset, 0, offsetsAt));
        return whole.part(offsetsAt - whole.position());
    }

    /// The index of the first entry that stands at or behind `version` of `key`; the count when none
    /// does.
    int firstAtLeast(Bytes key, long version) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isBefore(middle, key, version)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean isBefore(int index, Bytes key, long version) {
        ByteReader reader = readerAt(index);
        long versionHere = reader.varint() >>> 1;
        int byKey = reader.sized().compareTo(key);
        return byKey != 0 ? byKey < 0 : versionHere > version;
    }

    /// Puts a block together, entry by entry in order. Single-owner.
    static final class Builder {
        private final ByteWriter writer = new ByteWriter(1 << 10);
        private final List<Integer> offsets = new ArrayList<>();

        void add(Entry entry) {
            offsets.add(writer.size());
            writer.varint((entry.version() << 1) | (entry.deleted() ? 1 : 0))
                    .sized(entry.key())
                    .sized(entry.value());
        }

        boolean isEmpty() {
            return offsets.isEmpty();
        }

        int size() {
            return writer.size();
        }

        int count() {
            return offsets.size();
        }

        /// The block's bytes; the builder is empty afterwards.
        byte[] finish() {
            offsets.forEach(writer::u32);
            writer.u32(offsets.size());
            byte[] block = writer.toArray();
            writer.truncate(0);
            offsets.clear();
            return block;
        }
    }
}
