package io.chirograph.store;

import io.chirograph.store.LogFormat.GroupHeader;
import io.chirograph.store.LogFormat.SegmentHeader;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Writes the log ([LogFormat]) and owns its files. One thread writes; [#firstNeeded] and
/// [#releaseBefore] may be called beside it.
///
/// A file is filled with zeros ahead of what is written, and used again as a later segment when its
/// commits are in tables: a sync then has to bring no change of the file's size or place to the
/// disk. That takes half the time, and much less while tables are written, whose content such a
/// change would have to wait for.
final class LogFiles {
    /// How far ahead of the log's end a new file is filled.
    private static final int AHEAD_BYTES = 4 << 20;

    /// Written at once.
    private static final int ZEROS_BYTES = 256 << 10;

    /// Files kept for later use while much is written; further ones are deleted.
    private static final int SPARE_MAX = 16;

    /// Files kept while there is little to do.
    private static final int SPARE_AT_REST_MAX = 2;

    /// A segment that is written to its end.
    record FullSegment(long number, long lastVersion) {}

    private final Disk disk;
    private final long salt;
    private final int segmentBytes;
    private final Codec codec;
    private final byte[] zeros;

    /// Guards the deques, and the number of the active segment for those beside the writer.
    private final Object filesLock = new Object();

    private final Deque<FullSegment> full = new ArrayDeque<>();
    private final Deque<String> spare = new ArrayDeque<>();
    private long activeNumber;

    /// The last segment whose header is on stable storage: a recovery may begin there.
    private long begunNumber;

    private DiskFile active;
    private long end;
    private long filledTo;
    private long lastVersion;
    private final LongAdder bytesWritten = new LongAdder();

    private LogFiles(Disk disk, StoreOptions options, long salt, long number, DiskFile active) {
        this.disk = disk;
        this.salt = salt;
        this.segmentBytes = options.logSegmentBytes();
        this.codec = options.logCodec();
        this.zeros = new byte[Math.min(ZEROS_BYTES, segmentBytes)];
        this.activeNumber = number;
        this.active = active;
        this.filledTo = active.size();
    }

    /// Makes the first segment of a new store, durably.
    static LogFiles create(Disk disk, StoreOptions options, long salt) {
        DiskFile file = disk.create(LogFormat.fileName(1));
        LogFiles log = new LogFiles(disk, options, salt, 1, file);
        log.begin(1);
        return log;
    }

    /// Goes on where recovery found the log's end.
    static LogFiles resume(Disk disk, StoreOptions options, long salt, LogRecovery.Found found) {
        DiskFile file = disk.open(LogFormat.fileName(found.activeNumber()));
        LogFiles log = new LogFiles(disk, options, salt, found.activeNumber(), file);
        log.end = found.end();
        log.lastVersion = found.lastVersion();
        log.begunNumber = found.activeNumber();
        found.full().forEach(log.full::add);
        log.keepSpare(found.unneeded());
        return log;
    }

    /// The file has its name durably before its header is written: a power cut that took back the new name of a
    /// used file and kept the header would leave, among the spare files, one that passes for this segment later.
    private void begin(long firstVersion) {
        disk.syncDirectory();
        end = LogFormat.SEGMENT_HEADER_BYTES;
        if (filledTo < end) {
            fillTo(Math.min(segmentBytes, AHEAD_BYTES));
        }
        active.write(
                0,
                LogFormat.segmentHeader(salt, new SegmentHeader(activeNumber, firstVersion))
                        .asByteBuffer());
        active.sync();
        synchronized (filesLock) {
            begunNumber = activeNumber;
        }
    }

    /// Writes a group and syncs it.
    /// @param payload the records of `count` commits, the first with version `firstVersion`; 0 of
    ///     them mark an orderly close
    void write(long firstVersion, int count, ByteWriter payload) {
        byte[] stored = payload.array();
        int storedSize = payload.size();
        Codec used = Codec.NONE;
        if (codec != Codec.NONE && storedSize > 0) {
            byte[] packed = codec.pack(payload.array(), 0, payload.size());
            if (packed.length < storedSize) {
                stored = packed;
                storedSize = packed.length;
                used = codec;
            }
        }
        long size = LogFormat.align(LogFormat.GROUP_HEADER_BYTES + (long) storedSize);
        // A group longer than a segment has one for itself.
        if (end + size > segmentBytes && end > LogFormat.SEGMENT_HEADER_BYTES) {
            nextSegment(firstVersion);
        }
        int payloadCrc = LogFormat.payloadCrc(salt, activeNumber, end, stored, 0, storedSize);
        GroupHeader header =
                new GroupHeader(
                        used.number(),
                        activeNumber,
                        firstVersion,
                        count,
                        storedSize,
                        payload.size(),
                        payloadCrc);
        ByteWriter group = LogFormat.groupHeader(salt, end, header);
        group.bytes(stored, 0, storedSize).zeros(Math.toIntExact(size - group.size()));
        active.write(end, group.asByteBuffer());
        end += size;
        fillAhead();
        active.sync();
        lastVersion = firstVersion + count - 1;
        bytesWritten.add(size);
    }

    private void fillAhead() {
        if (end > filledTo) {
            fillTo(Math.max(end, Math.min(segmentBytes, end + AHEAD_BYTES)));
        }
    }

    private void fillTo(long target) {
        long from = Math.max(end, filledTo);
        for (long at = from; at < target; at += zeros.length) {
            int count = (int) Math.min(zeros.length, target - at);
            active.write(at, ByteBuffer.wrap(zeros, 0, count));
        }
        filledTo = target;
    }

    private void nextSegment(long firstVersion) {
        String name;
        boolean reused;
        synchronized (filesLock) {
            full.add(new FullSegment(activeNumber, lastVersion));
            activeNumber++;
            name = LogFormat.fileName(activeNumber);
            reused = !spare.isEmpty();
            if (reused) {
                disk.rename(spare.remove(), name);
            }
        }
        active.close();
        active = reused ? disk.open(name) : disk.create(name);
        filledTo = active.size();
        begin(firstVersion);
    }

    /// The number of the first segment with a commit above `flushedVersion`, or of the last one that
    /// a recovery can begin with: not of one that has no header yet.
    long firstNeeded(long flushedVersion) {
        synchronized (filesLock) {
            return full.stream()
                    .filter(segment -> segment.lastVersion() > flushedVersion)
                    .mapToLong(FullSegment::number)
                    .findFirst()
                    .orElse(begunNumber);
        }
    }

    /// Frees the files of the segments before `number`, which no recovery will read.
    void releaseBefore(long number) {
        synchronized (filesLock) {
            List<String> released = new ArrayList<>();
            while (!full.isEmpty() && full.getFirst().number() < number) {
                released.add(LogFormat.fileName(full.removeFirst().number()));
            }
            keepSpare(released);
        }
    }

    private void keepSpare(List<String> names) {
        for (String name : names) {
            if (spare.size() < SPARE_MAX && !isTooLong(name)) {
                spare.add(name);
            } else {
                disk.delete(name);
            }
        }
    }

    private boolean isTooLong(String name) {
        try (DiskFile file = disk.open(name)) {
            return file.size() > segmentBytes;
        }
    }

    /// Gives back the space of files that are kept for later use, but for a few.
    void rest() {
        synchronized (filesLock) {
            while (spare.size() > SPARE_AT_REST_MAX) {
                disk.delete(spare.removeLast());
            }
        }
    }

    int segmentCount() {
        synchronized (filesLock) {
            return full.size() + 1;
        }
    }

    long bytesWritten() {
        return bytesWritten.sum();
    }

    /// Marks an orderly close, so that damage to the last commits will be told from a torn end.
    void markClosed() {
        write(lastVersion + 1, 0, new ByteWriter(0));
    }

    void close() {
        active.close();
    }
}
