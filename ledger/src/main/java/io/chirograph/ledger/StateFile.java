package io.chirograph.ledger;

import io.chirograph.store.DiskFile;
import io.chirograph.transfer.Source;
import io.chirograph.types.Bytes;
import io.chirograph.types.InvariantViolation;
import java.nio.ByteBuffer;

/// The file that holds the state after one block, and what else a ledger needs to go on from there. The same
/// state gives the same bytes on every node. A sequence of records:
///
/// | offset | bytes | record |
/// |---|---|---|
/// | 0 | 1 | kind |
/// | 1 | 1 | length of the key |
/// | 2 | 4 | length of the value, at most 16 MiB |
/// | 6 | … | key, value |
///
/// | kind | key | value | |
/// |---|---|---|---|
/// | 1 begin | genesis hash | height | once, first |
/// | 2 ancestor | height | header | of the 256 blocks before, ascending |
/// | 3 header | height | header | of the block itself |
/// | 4 body | height | as in `ledger.bodies` | |
/// | 5 receipt | height, index | as in `ledger.receipts` | in the order of their indexes |
/// | 6 companion | any | any | what the ledger's user keeps for the block, ascending |
/// | 7 code | Keccak-256 | code | of the accounts, ascending |
/// | 8 account | address | as in `ledger.accounts` | ascending by the Keccak-256 of the address |
/// | 9 slot | slot | as in `ledger.storage` | behind its account, ascending by the Keccak-256 of the slot |
/// | 10 end | | count of records before | once, last |
///
/// Accounts and slots come in the order of the tries' keys, so that whoever reads them rebuilds the tries
/// without holding them.
final class StateFile {
    static final int HEADER_BYTES = 6;
    static final int VALUE_BYTES_MAX = 16 << 20;
    static final int ANCESTORS = 256;

    enum Kind {
        BEGIN(1),
        ANCESTOR(2),
        HEADER(3),
        BODY(4),
        RECEIPT(5),
        COMPANION(6),
        CODE(7),
        ACCOUNT(8),
        SLOT(9),
        END(10);

        private static final Kind[] ALL = values();

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    private StateFile() {}

    /// Appends records to an empty file. Single-owner.
    static final class Writer {
        private static final int BUFFER_BYTES = 1 << 20;

        private final DiskFile file;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        private long size;
        private long records;

        Writer(DiskFile file) {
            this.file = file;
        }

        void add(Kind kind, Bytes key, Bytes value) {
            InvariantViolation.check(
                    key.size() <= 0xff && value.size() <= VALUE_BYTES_MAX,
                    "a state has a record of kind %s with a key of %d and a value of %d bytes"
                            .formatted(kind, key.size(), value.size()));
            ByteBuffer header =
                    ByteBuffer.allocate(HEADER_BYTES)
                            .put((byte) kind.code)
                            .put((byte) key.size())
                            .putInt(value.size())
                            .flip();
            put(header);
            put(key.asByteBuffer());
            put(value.asByteBuffer());
            records++;
        }

        private void put(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                if (!buffer.hasRemaining()) {
                    flush();
                }
                int count = Math.min(bytes.remaining(), buffer.remaining());
                buffer.put(bytes.slice(bytes.position(), count));
                bytes.position(bytes.position() + count);
            }
        }

        private void flush() {
            buffer.flip();
            int count = buffer.remaining();
            file.write(size, buffer);
            size += count;
            buffer.clear();
        }

        /// The file is whole, though not yet durable.
        void end() {
            add(Kind.END, Bytes.EMPTY, LedgerTables.heightKey(records));
            flush();
        }
    }

    /// Takes the records one by one. Single-owner.
    static final class Reader {
        private static final int BUFFER_BYTES = 1 << 20;

        private final Source source;
        private Bytes buffer = Bytes.EMPTY;
        private long bufferOffset;
        private long offset;
        private long records;
        private Kind kind = Kind.BEGIN;
        private Bytes key = Bytes.EMPTY;
        private Bytes value = Bytes.EMPTY;

        Reader(Source source) {
            this.source = source;
        }

        /// Goes to the next record; false after the last.
        /// @throws StateFileException when the file is not whole or has no such form
        boolean next() {
            if (records > 0 && kind == Kind.END) {
                return false;
            }
            ByteBuffer header = take(HEADER_BYTES).asByteBuffer();
            int code = header.get();
            if (code < 1 || code > Kind.ALL.length) {
                throw new StateFileException(
                        "offset %d: there is no record of kind %d".formatted(offset, code));
            }
            kind = Kind.ALL[code - 1];
            int keyBytes = Byte.toUnsignedInt(header.get());
            int valueBytes = header.getInt();
            if (valueBytes < 0 || valueBytes > VALUE_BYTES_MAX) {
                throw new StateFileException(
                        "offset %d: a value of %d bytes, at most %d are allowed"
                                .formatted(
                                        offset,
                                        Integer.toUnsignedLong(valueBytes),
                                        VALUE_BYTES_MAX));
            }
            key = take(keyBytes);
            value = take(valueBytes);
            if (kind == Kind.END) {
                requireEnd();
            }
            records++;
            return true;
        }

        private void requireEnd() {
            if (!value.equals(LedgerTables.heightKey(records)) || offset != source.size()) {
                throw new StateFileException(
                        "ends at offset %d after %d records, but has %d bytes and says %s"
                                .formatted(offset, records, source.size(), value));
            }
        }

        private Bytes take(int length) {
            if (length > source.size() - offset) {
                throw new StateFileException(
                        "offset %d: %d bytes are needed, the file has %d"
                                .formatted(offset, length, source.size()));
            }
            int from = (int) (offset - bufferOffset);
            if (from + length > buffer.size()) {
                int wished = Math.max(length, BUFFER_BYTES);
                buffer = source.read(offset, (int) Math.min(wished, source.size() - offset));
                bufferOffset = offset;
                from = 0;
            }
            offset += length;
            return buffer.slice(from, from + length);
        }

        Kind kind() {
            return kind;
        }

        Bytes key() {
            return key;
        }

        Bytes value() {
            return value;
        }
    }
}
