package io.chirograph.store;

import io.chirograph.store.LogFiles.FullSegment;
import io.chirograph.store.LogFormat.GroupHeader;
import io.chirograph.store.LogFormat.SegmentHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Reads the log ([LogFormat]) after a start, hands on the commits that are not in tables, cuts a
/// torn end off, and refuses a log that is damaged. Single-owner.
final class LogRecovery {
    private static final int SCAN_BYTES = 1 << 20;

    /// LZ4 packs no better than this.
    private static final int UNPACKED_PER_PACKED_MAX = 256;

    /// Takes the commits in the order of their versions.
    @FunctionalInterface
    interface Replay {
        void commit(long version, ByteReader payload);
    }

    /// The log as it was found, and where it goes on.
    ///
    /// @param end offset in the active segment
    /// @param full the needed segments before the active one
    /// @param unneeded files that may be used again
    record Found(
            long activeNumber,
            long end,
            long lastVersion,
            List<FullSegment> full,
            List<String> unneeded) {}

    private final Disk disk;
    private final long salt;
    private final long flushedVersion;
    private final Replay replay;
    private final List<FullSegment> full = new ArrayList<>();
    private long nextVersion;
    private long lastGroupAt;

    private LogRecovery(Disk disk, long salt, long flushedVersion, Replay replay) {
        this.disk = disk;
        this.salt = salt;
        this.flushedVersion = flushedVersion;
        this.replay = replay;
    }

    /// @throws CorruptionException when a segment is missing or damaged
    static Found run(Disk disk, Manifest manifest, Replay replay) {
        return new LogRecovery(disk, manifest.salt(), manifest.flushedVersion(), replay)
                .run(manifest.firstSegment());
    }

    private Found run(long firstNumber) {
        List<String> unneeded = new ArrayList<>();
        List<Long> needed = new ArrayList<>();
        for (String name : disk.list()) {
            if (name.startsWith(LogFormat.FILE_PREFIX)) {
                long number = LogFormat.numberOf(name);
                if (number < firstNumber) {
                    unneeded.add(name);
                } else {
                    needed.add(number);
                }
            }
        }
        long lastNumber = firstNumber + needed.size() - 1;
        if (needed.isEmpty()
                || needed.getFirst() != firstNumber
                || needed.getLast() != lastNumber) {
            throw new CorruptionException(
                    LogFormat.fileName(firstNumber),
                    0,
                    "segments from %d on must follow one another, found are %s"
                            .formatted(firstNumber, needed));
        }
        if (lastNumber > firstNumber && neverBegun(lastNumber)) {
            disk.delete(LogFormat.fileName(lastNumber));
            disk.syncDirectory();
            lastNumber--;
        }
        nextVersion = beginOf(firstNumber);
        if (nextVersion > flushedVersion + 1) {
            throw new CorruptionException(
                    LogFormat.fileName(firstNumber),
                    0,
                    "begins with commit %d, tables end with %d"
                            .formatted(nextVersion, flushedVersion));
        }
        long end = 0;
        for (long number = firstNumber; number <= lastNumber; number++) {
            if (number > firstNumber) {
                endSegment(number - 1, end, beginOf(number));
            }
            end = readSegment(number);
        }
        settleEnd(lastNumber, end);
        return new Found(lastNumber, end, nextVersion - 1, full, unneeded);
    }

    /// A crash came after the file had its name and before its header was written.
    private boolean neverBegun(long number) {
        try (DiskFile file = disk.open(LogFormat.fileName(number))) {
            return readHeader(file, number).isEmpty()
                    && !hasGroupFrom(file, number, LogFormat.SEGMENT_HEADER_BYTES);
        }
    }

    private Optional<SegmentHeader> readHeader(DiskFile file, long number) {
        byte[] bytes = new byte[LogFormat.SEGMENT_HEADER_BYTES];
        file.read(0, ByteBuffer.wrap(bytes));
        return LogFormat.readSegmentHeader(salt, number, bytes);
    }

    private long beginOf(long number) {
        String name = LogFormat.fileName(number);
        try (DiskFile file = disk.open(name)) {
            return readHeader(file, number)
                    .orElseThrow(
                            () -> new CorruptionException(name, 0, "the segment header is wrong"))
                    .firstVersion();
        }
    }

    private void endSegment(long number, long end, long followingVersion) {
        if (followingVersion != nextVersion) {
            throw new CorruptionException(
                    LogFormat.fileName(number),
                    end,
                    "the group of commit %d is wrong, though segment %d goes on with commit %d"
                            .formatted(nextVersion, number + 1, followingVersion));
        }
        full.add(new FullSegment(number, nextVersion - 1));
    }

    /// Hands on the segment's commits.
    /// @return where its last valid group ends
    private long readSegment(long number) {
        lastGroupAt = 0;
        try (DiskFile file = disk.open(LogFormat.fileName(number))) {
            long size = file.size();
            long end = LogFormat.SEGMENT_HEADER_BYTES;
            while (true) {
                long after = readGroup(file, number, end, size);
                if (after == end) {
                    break;
                }
                lastGroupAt = end;
                end = after;
            }
            if (hasGroupFrom(file, number, end + LogFormat.ALIGNMENT)) {
                throw new CorruptionException(
                        file.name(),
                        end,
                        "the group of commit %d is wrong, though valid groups follow"
                                .formatted(nextVersion));
            }
            return end;
        }
    }

    /// @return the offset behind the group, or `offset` when no valid group stands there
    private long readGroup(DiskFile file, long number, long offset, long size) {
        if (offset + LogFormat.GROUP_HEADER_BYTES > size) {
            return offset;
        }
        byte[] bytes = new byte[LogFormat.GROUP_HEADER_BYTES];
        file.read(offset, ByteBuffer.wrap(bytes));
        Optional<GroupHeader> found = LogFormat.readGroupHeader(salt, number, offset, bytes, 0);
        long payloadAt = offset + LogFormat.GROUP_HEADER_BYTES;
        if (found.isEmpty() || found.get().storedSize() > size - payloadAt) {
            return offset;
        }
        GroupHeader header = found.get();
        byte[] stored = new byte[header.storedSize()];
        file.read(payloadAt, ByteBuffer.wrap(stored));
        int crc = LogFormat.payloadCrc(salt, number, offset, stored, 0, stored.length);
        if (crc != header.payloadCrc()) {
            return offset;
        }
        if (header.firstVersion() != nextVersion) {
            throw new CorruptionException(
                    file.name(),
                    offset,
                    "commit %d where %d belongs".formatted(header.firstVersion(), nextVersion));
        }
        replayGroup(file, payloadAt, header, stored);
        return LogFormat.align(payloadAt + stored.length);
    }

    private void replayGroup(DiskFile file, long payloadAt, GroupHeader header, byte[] stored) {
        ByteReader payload =
                new ByteReader(file.name(), payloadAt, unpack(file, payloadAt, header, stored));
        for (int i = 0; i < header.count(); i++) {
            ByteReader commit = payload.part(payload.u32());
            if (nextVersion > flushedVersion) {
                replay.commit(nextVersion, commit);
            }
            nextVersion++;
        }
    }

    private static byte[] unpack(DiskFile file, long at, GroupHeader header, byte[] stored) {
        if (header.plainSize() < 0
                || header.plainSize() > ((long) stored.length) * UNPACKED_PER_PACKED_MAX) {
            throw new CorruptionException(
                    file.name(),
                    at,
                    "%d bytes unpacked from %d".formatted(header.plainSize(), stored.length));
        }
        try {
            return Codec.ofNumber(header.codec()).unpack(stored, header.plainSize());
        } catch (IllegalArgumentException e) {
            throw new CorruptionException(file.name(), at, String.valueOf(e.getMessage()));
        }
    }

    /// Whether any group of this segment stands at `from` or behind. A client can't have put one
    /// into a value: the checksum is over the salt, which no client knows.
    private boolean hasGroupFrom(DiskFile file, long number, long from) {
        long size = file.size();
        int scanned = (int) Math.min(SCAN_BYTES, Math.max(0, size - from));
        byte[] bytes = new byte[scanned + LogFormat.GROUP_HEADER_BYTES];
        for (long begin = from; begin < size; begin += SCAN_BYTES) {
            Arrays.fill(bytes, (byte) 0);
            int count = file.read(begin, ByteBuffer.wrap(bytes));
            for (int at = 0;
                    at < SCAN_BYTES && at + LogFormat.GROUP_HEADER_BYTES <= count;
                    at += LogFormat.ALIGNMENT) {
                if (LogFormat.readGroupHeader(salt, number, begin + at, bytes, at).isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Cuts off what is torn, and brings the last group to stable storage: it may have been written
    /// but never synced, or a sync may have failed and left it in the system's memory only. It is
    /// written again as it is, for a system that failed to sync it may not try again by itself.
    private void settleEnd(long number, long end) {
        try (DiskFile file = disk.open(LogFormat.fileName(number))) {
            file.truncate(end);
            byte[] last = new byte[(int) (end - lastGroupAt)];
            file.read(lastGroupAt, ByteBuffer.wrap(last));
            file.write(lastGroupAt, ByteBuffer.wrap(last));
            file.sync();
        }
    }
}
