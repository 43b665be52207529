package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Which files make up the store: the root of everything, replaced as a whole by a rename.
///
/// | bytes | meaning |
/// |---|---|
/// | 8 | magic |
/// | 4 | format version |
/// | 4 | CRC32C of what follows |
/// | 8 | salt of all checksums of this store |
/// | 8 | number of the first log segment that is needed |
/// | 8 | version up to which all commits are in tables |
/// | 8 | next number for a table file |
/// | 4 | count of tables, newest first; for each: number 8, size of its file 8, version that loaded it or 0, 8 |
///
/// @param salt of all checksums
/// @param firstSegment which must exist, as must all that follow it
/// @param flushedVersion commits up to this one are in tables
/// @param nextTable a number no table file has had
/// @param tables newest first
record Manifest(
        long salt, long firstSegment, long flushedVersion, long nextTable, List<TableFile> tables) {
    private static final String FILE = "manifest";
    private static final String NEW_FILE = "manifest.new";
    private static final long MAGIC = 0x4348_524f_4d41_4e49L; // CHROMANI
    private static final int VERSION = 2;
    private static final int HEADER_BYTES = 16;
    private static final int BYTES_MAX = 16 << 20;

    /// @param loadVersion of all entries, when the table was loaded past the log; else 0
    record TableFile(long number, long size, long loadVersion) {}

    Manifest {
        tables = List.copyOf(tables);
    }

    /// The latest version that loaded a table past the log; 0 when none did. The log gets a commit of
    /// that version behind the manifest, so after a crash in between it has to be given one.
    long loadedVersion() {
        return tables.stream().mapToLong(TableFile::loadVersion).max().orElse(0);
    }

    static boolean exists(Disk disk) {
        return disk.list().contains(FILE);
    }

    /// Makes this the store's manifest, durably. A crash leaves the one before or this one.
    void save(Disk disk) {
        ByteWriter body = new ByteWriter(256);
        body.u64(salt).u64(firstSegment).u64(flushedVersion).u64(nextTable).u32(tables.size());
        tables.forEach(
                table -> body.u64(table.number()).u64(table.size()).u64(table.loadVersion()));
        ByteWriter whole = new ByteWriter(HEADER_BYTES + body.size());
        whole.u64(MAGIC).u32(VERSION);
        whole.u32(Checksum.of(0, 0, HEADER_BYTES, body.array(), 0, body.size())).append(body);
        deleteUnfinished(disk);
        try (DiskFile file = disk.create(NEW_FILE)) {
            file.write(0, whole.asByteBuffer());
            file.sync();
        }
        disk.rename(NEW_FILE, FILE);
        disk.syncDirectory();
    }

    /// Removes what a crash in the middle of [#save] left.
    static void deleteUnfinished(Disk disk) {
        if (disk.list().contains(NEW_FILE)) {
            disk.delete(NEW_FILE);
        }
    }

    static Manifest load(Disk disk) {
        byte[] bytes = readFile(disk);
        ByteReader reader = new ByteReader(FILE, 0, bytes);
        long magic = reader.u64();
        int version = reader.u32();
        if (magic != MAGIC || version != VERSION) {
            throw new CorruptionException(
                    FILE,
                    0,
                    "magic %x format %d where %x format %d belongs"
                            .formatted(magic, version, MAGIC, VERSION));
        }
        int crc = reader.u32();
        if (Checksum.of(0, 0, HEADER_BYTES, bytes, HEADER_BYTES, bytes.length - HEADER_BYTES)
                != crc) {
            throw new CorruptionException(FILE, 0, "checksum is wrong");
        }
        long salt = reader.u64();
        long firstSegment = reader.u64();
        long flushedVersion = reader.u64();
        long nextTable = reader.u64();
        List<TableFile> tables = new ArrayList<>();
        for (int left = reader.u32(); left > 0; left--) {
            tables.add(new TableFile(reader.u64(), reader.u64(), reader.u64()));
        }
        return new Manifest(salt, firstSegment, flushedVersion, nextTable, tables);
    }

    private static byte[] readFile(Disk disk) {
        try (DiskFile file = disk.open(FILE)) {
            long size = file.size();
            if (size > BYTES_MAX) {
                throw new CorruptionException(
                        FILE, 0, "file has %d bytes, at most %d belong".formatted(size, BYTES_MAX));
            }
            byte[] bytes = new byte[(int) size];
            int count = file.read(0, ByteBuffer.wrap(bytes));
            return Bytes.owning(bytes).slice(0, count).toArray();
        }
    }
}
