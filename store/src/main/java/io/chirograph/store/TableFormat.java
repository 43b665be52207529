package io.chirograph.store;

import io.chirograph.types.Bytes;

/// The file of a [SortedTable].
///
/// | bytes | meaning |
/// |---|---|
/// | … | blocks as stored, see below, in groups: data blocks, their index, their filter |
/// | … | range deletes, see [RangeDeletes#writeTo], as a stored block |
/// | … | the top index as a stored block |
/// | 64 | footer: magic 8, format version 4, zero 4, handles of top index and range deletes 12 each, entries 8, last version 8, CRC32C of these 4, zero 4 |
///
/// A stored block is: CRC32C of what follows 4, codec 1, plain size 4, and the packed bytes. A handle is the offset (8) and the stored size (4). An index block's entry has
/// the last key and version of a data block and its handle as value; the top index's entry has the
/// last key and version of a group and as value two handles, of its index and of its filter.
/// Checksums are seeded with the store's salt, the table's number and the offset ([Checksum]).
final class TableFormat {
    static final long MAGIC = 0x4348_524f_5441_424cL; // CHROTABL
    static final int VERSION = 2;

    /// Stands in the entries of a table that was loaded past the log: their version is in the
    /// manifest, for it was not known yet when they were written.
    static final long LOADED_VERSION = 0;

    static final String FILE_PREFIX = "table-";
    static final int FOOTER_BYTES = 64;
    static final int BLOCK_HEADER_BYTES = 9;

    /// Where the footer's checksum stands in it.
    static final int FOOTER_CHECKED_BYTES = 56;

    /// What a data block is filled to; a longer entry has a block of its own.
    static final int DATA_BLOCK_BYTES = 8 << 10;

    /// Data blocks under one index block and one filter.
    static final int GROUP_BLOCKS = 128;

    /// @param offset of the stored block in the file
    /// @param size with its header
    record Handle(long offset, int size) {
        void writeTo(ByteWriter writer) {
            writer.u64(offset).u32(size);
        }

        Bytes toBytes() {
            ByteWriter writer = new ByteWriter(12);
            writeTo(writer);
            return Bytes.owning(writer.toArray());
        }

        static Handle readFrom(ByteReader reader) {
            return new Handle(reader.u64(), reader.u32());
        }
    }

    private TableFormat() {}

    static String fileName(long number) {
        return FILE_PREFIX + "%012d".formatted(number);
    }
}
