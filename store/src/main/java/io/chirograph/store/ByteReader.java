package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;

/// Reads what [ByteWriter] wrote. Bytes come from files, so an end that comes too early is
/// corruption, told with the place in the file. Single-owner.
final class ByteReader {
    private final String file;
    private final long fileOffset;
    private final byte[] array;
    private final Bytes whole;
    private int position;
    private int limit;

    /// @param fileOffset where in `file` the first byte of `array` stands
    ByteReader(String file, long fileOffset, byte[] array) {
        this.file = file;
        this.fileOffset = fileOffset;
        this.array = array;
        this.whole = Bytes.owning(array);
        this.limit = array.length;
    }

    private int take(int count) {
        if (count < 0 || count > limit - position) {
            throw corrupt("%d bytes expected, %d left".formatted(count, limit - position));
        }
        int at = position;
        position += count;
        return at;
    }

    CorruptionException corrupt(String problem) {
        return new CorruptionException(file, fileOffset + position, problem);
    }

    int u8() {
        return array[take(1)] & 0xff;
    }

    int u32() {
        return ByteBuffer.wrap(array).getInt(take(Integer.BYTES));
    }

    long u64() {
        return ByteBuffer.wrap(array).getLong(take(Long.BYTES));
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = u8();
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw corrupt("a number of more than ten bytes");
    }

    /// A varint used as a size or a count.
    int size() {
        long value = varint();
        if (value < 0 || value > limit - position) {
            throw corrupt("size %d where %d bytes are left".formatted(value, limit - position));
        }
        return (int) value;
    }

    /// Shares memory with the array read.
    Bytes bytes(int count) {
        int at = take(count);
        return whole.slice(at, at + count);
    }

    Bytes sized() {
        return bytes(size());
    }

    boolean atEnd() {
        return position == limit;
    }

    int position() {
        return position;
    }

    /// A reader of the next `count` bytes, which this one skips.
    ByteReader part(int count) {
        int at = take(count);
        ByteReader part = new ByteReader(file, fileOffset, array);
        part.position = at;
        part.limit = at + count;
        return part;
    }
}
