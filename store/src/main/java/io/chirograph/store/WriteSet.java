package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What one transaction writes. Single-owner until it is committed, never changed afterwards.
///
/// As a log record, operation after operation until the record's end:
///
/// | bytes | meaning |
/// |---|---|
/// | 1 | 1 put, 2 delete, 3 delete range |
/// | sized | key, or the range's begin |
/// | sized | put: the value; delete range: the range's end (exclusive) |
///
/// "sized" is a varint count and as many bytes; keys have their table's number before them. The
/// ranges come first, and what they hold is deleted before the puts.
final class WriteSet {
    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int DELETE_RANGE = 3;

    /// What an operation is counted for beside its keys and value.
    static final int OPERATION_BYTES = 32;

    sealed interface Write {}

    record Put(Bytes value) implements Write {}

    record Delete() implements Write {}

    private static final Delete DELETED = new Delete();

    private final TreeMap<Bytes, Write> points = new TreeMap<>();
    private final KeyRangeSet ranges = new KeyRangeSet();
    private long bytes;

    void put(Bytes key, Bytes value) {
        points.put(key, new Put(value));
        bytes += OPERATION_BYTES + key.size() + value.size();
    }

    void delete(Bytes key) {
        points.put(key, DELETED);
        bytes += OPERATION_BYTES + key.size();
    }

    void deleteRange(Bytes from, Bytes to) {
        if (from.compareTo(to) >= 0) {
            return;
        }
        points.subMap(from, true, to, false).clear();
        ranges.add(from, to);
        bytes += OPERATION_BYTES + from.size() + to.size();
    }

    NavigableMap<Bytes, Write> points() {
        return points;
    }

    KeyRangeSet ranges() {
        return ranges;
    }

    boolean isEmpty() {
        return points.isEmpty() && ranges.isEmpty();
    }

    /// An upper bound of the record's size; what was overwritten in the transaction stays counted.
    long bytes() {
        return bytes;
    }

    void writeTo(ByteWriter writer) {
        ranges.entries()
                .forEach(range ->
                        writer.u8(DELETE_RANGE).sized(range.getKey()).sized(range.getValue()));
        points.forEach((key, write) -> {
            switch (write) {
                case Put(Bytes value) -> writePut(writer, key, value);
                case Delete() -> writer.u8(DELETE).sized(key);
            }
        });
    }

    /// One operation more; keys need no order in a record.
    static void writePut(ByteWriter writer, Bytes key, Bytes value) {
        writer.u8(PUT).sized(key).sized(value);
    }

    static WriteSet readFrom(ByteReader reader) {
        WriteSet writes = new WriteSet();
        while (!reader.atEnd()) {
            int kind = reader.u8();
            switch (kind) {
                case PUT -> writes.put(reader.sized(), reader.sized());
                case DELETE -> writes.delete(reader.sized());
                case DELETE_RANGE -> writes.deleteRange(reader.sized(), reader.sized());
                default -> throw reader.corrupt("operation " + kind + " is unknown");
            }
        }
        return writes;
    }
}
