package io.chirograph.store;

import java.nio.ByteBuffer;
import java.util.Optional;

/// A file of the write-ahead log. Names carry the segment's number; a file may have been another
/// segment before, whose groups then stand behind those of this one.
///
/// Segment, groups from byte 64 on, each at the next multiple of 8:
///
/// | bytes | segment header |
/// |---|---|
/// | 8 | magic |
/// | 4 | format version |
/// | 4 | zero |
/// | 8 | segment number |
/// | 8 | version of the first commit in it |
/// | 4 | CRC32C of these, seeded ([Checksum]) |
///
/// | bytes | group |
/// |---|---|
/// | 4 | magic |
/// | 1 | codec |
/// | 3 | zero |
/// | 8 | segment number |
/// | 8 | version of the group's first commit |
/// | 4 | count of commits; their versions follow one another; 0 in the mark of an orderly close |
/// | 4 | stored size of the payload |
/// | 4 | plain size of the payload |
/// | 4 | CRC32C of the stored payload, seeded |
/// | 4 | CRC32C of the header up to here, seeded |
/// | 4 | zero |
/// | … | payload: for each commit its size (4) and its record ([WriteSet]) |
///
/// A group is written only when the one before it is on stable storage. So a group that does not
/// check out is the torn end of the log when nothing valid follows, and damage when something does.
final class LogFormat {
    static final String FILE_PREFIX = "log-";
    static final int SEGMENT_HEADER_BYTES = 64;
    static final int GROUP_HEADER_BYTES = 48;
    static final int ALIGNMENT = 8;
    static final int GROUP_MAGIC = 0x4752_4f55; // GROU
    private static final byte GROUP_MAGIC_FIRST = (byte) (GROUP_MAGIC >>> 24);
    private static final long MAGIC = 0x4348_524f_4c4f_4753L; // CHROLOGS
    private static final int VERSION = 1;
    private static final int SEGMENT_CHECKED_BYTES = 32;
    private static final int GROUP_CHECKED_BYTES = 40;

    /// What a segment's own header says.
    record SegmentHeader(long number, long firstVersion) {}

    /// What a group's header says.
    record GroupHeader(
            int codec,
            long segment,
            long firstVersion,
            int count,
            int storedSize,
            int plainSize,
            int payloadCrc) {}

    private LogFormat() {}

    static String fileName(long number) {
        return FILE_PREFIX + "%012d".formatted(number);
    }

    /// @throws CorruptionException when `name` is not one that [#fileName] gives
    static long numberOf(String name) {
        try {
            return Long.parseLong(name.substring(FILE_PREFIX.length()));
        } catch (NumberFormatException e) {
            throw new CorruptionException(name, 0, "no log file has such a name");
        }
    }

    static long align(long offset) {
        return (offset + ALIGNMENT - 1) & -ALIGNMENT;
    }

    static ByteWriter segmentHeader(long salt, SegmentHeader header) {
        ByteWriter writer = new ByteWriter(SEGMENT_HEADER_BYTES);
        writer.u64(MAGIC).u32(VERSION).u32(0).u64(header.number()).u64(header.firstVersion());
        writer.u32(Checksum.of(salt, header.number(), 0, writer.array(), 0, SEGMENT_CHECKED_BYTES));
        return writer.zeros(SEGMENT_HEADER_BYTES - writer.size());
    }

    /// The header of segment `number`; empty when these bytes are none, or another segment's.
    static Optional<SegmentHeader> readSegmentHeader(long salt, long number, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int crc = Checksum.of(salt, number, 0, bytes, 0, SEGMENT_CHECKED_BYTES);
        boolean valid =
                buffer.getLong(0) == MAGIC
                        && buffer.getInt(8) == VERSION
                        && buffer.getLong(16) == number
                        && buffer.getInt(SEGMENT_CHECKED_BYTES) == crc;
        return valid
                ? Optional.of(new SegmentHeader(number, buffer.getLong(24)))
                : Optional.empty();
    }

    static ByteWriter groupHeader(long salt, long offset, GroupHeader header) {
        ByteWriter writer = new ByteWriter(GROUP_HEADER_BYTES);
        writer.u32(GROUP_MAGIC).u8(header.codec()).zeros(3).u64(header.segment());
        writer.u64(header.firstVersion()).u32(header.count());
        writer.u32(header.storedSize()).u32(header.plainSize()).u32(header.payloadCrc());
        int crc =
                Checksum.of(salt, header.segment(), offset, writer.array(), 0, GROUP_CHECKED_BYTES);
        return writer.u32(crc).u32(0);
    }

    /// The first place from `from` on, of those where a group may begin, whose first byte is that of
    /// a group; `end` or behind when there is none. A small loop of its own, for whoever looks for
    /// groups in megabytes of zeros has just started, when nothing else is compiled yet.
    static int nextGroupMagic(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != GROUP_MAGIC_FIRST) {
            at += ALIGNMENT;
        }
        return at;
    }

    /// The header of a group of segment `number` at `offset`; empty when these bytes are none.
    static Optional<GroupHeader> readGroupHeader(
            long salt, long number, long offset, byte[] bytes, int at) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, at, GROUP_HEADER_BYTES).slice();
        if (buffer.getInt(0) != GROUP_MAGIC || buffer.getLong(8) != number) {
            return Optional.empty();
        }
        int crc = Checksum.of(salt, number, offset, bytes, at, GROUP_CHECKED_BYTES);
        if (buffer.getInt(GROUP_CHECKED_BYTES) != crc) {
            return Optional.empty();
        }
        return Optional.of(
                new GroupHeader(
                        buffer.get(4),
                        number,
                        buffer.getLong(16),
                        buffer.getInt(24),
                        buffer.getInt(28),
                        buffer.getInt(32),
                        buffer.getInt(36)));
    }

    static int payloadCrc(long salt, long segment, long offset, byte[] bytes, int from, int size) {
        return Checksum.of(salt, segment, offset + GROUP_HEADER_BYTES, bytes, from, size);
    }
}
