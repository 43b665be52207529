package io.chirograph.store;

import io.chirograph.store.LogFiles.FullSegment;
import io.chirograph.store.LogFormat.GroupHeader;
import io.chirograph.store.LogFormat.SegmentHeader;
import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/// Reads the log ([LogFormat]) after a start, hands on the commits that are not in tables, cuts a
/// torn end off, and refuses a log that is damaged. Single-owner.
///
/// It walks from header to header, and has the payloads between checked and decoded beside it by
/// whoever there is ([GroupDecoder]); what they give is handed on in order. A payload that turns out
/// wrong ends the walk where it stands, whatever was read behind it.
final class LogRecovery {
    private static final int SCAN_BYTES = 1 << 20;

    /// Payloads that may be under way at once.
    private static final int AHEAD_BYTES_MAX = 8 << 20;

    /// Takes the commits in the order of their versions, those of a group at once.
    @FunctionalInterface
    interface Replay {
        /// @param commits at least one
        void commits(long firstVersion, List<WriteSet> commits);
    }

    /// Who decodes: threads, or the caller itself.
    @FunctionalInterface
    interface Decoding {
        Future<Optional<List<WriteSet>>> begin(GroupDecoder group);

        /// The caller itself, at once.
        static Decoding inline() {
            return group -> {
                FutureTask<Optional<List<WriteSet>>> task = new FutureTask<>(group);
                task.run();
                return task;
            };
        }
    }

    /// A group on its way.
    private record Pending(
            GroupHeader header, long offset, Future<Optional<List<WriteSet>>> commits) {}

    /// The log as it was found, and where it goes on.
    ///
    /// @param end offset in the active segment
    /// @param full the needed segments before the active one
    /// @param unneeded files that may be used again
    /// @param bytes of the groups read
    /// @param commits handed on
    record Found(
            long activeNumber,
            long end,
            long lastVersion,
            List<FullSegment> full,
            List<String> unneeded,
            long bytes,
            long commits) {}

    private final Disk disk;
    private final long salt;
    private final long flushedVersion;
    private final Replay replay;
    private final Decoding decoding;
    private final List<FullSegment> full = new ArrayList<>();
    private final Deque<Pending> pending = new ArrayDeque<>();
    private long pendingBytes;
    private byte[] ahead = {};
    private long aheadAt;
    private long nextVersion;
    private long lastGroupAt;
    private long bytesRead;
    private long commitsReplayed;

    private LogRecovery(
            Disk disk, long salt, long flushedVersion, Replay replay, Decoding decoding) {
        this.disk = disk;
        this.salt = salt;
        this.flushedVersion = flushedVersion;
        this.replay = replay;
        this.decoding = decoding;
    }

    /// @throws CorruptionException when a segment is missing or damaged
    static Found run(Disk disk, Manifest manifest, Replay replay, Decoding decoding) {
        return new LogRecovery(disk, manifest.salt(), manifest.flushedVersion(), replay, decoding)
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
            bytesRead += end - LogFormat.SEGMENT_HEADER_BYTES;
        }
        settleEnd(lastNumber, end);
        return new Found(
                lastNumber, end, nextVersion - 1, full, unneeded, bytesRead, commitsReplayed);
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
        pending.clear();
        pendingBytes = 0;
        ahead = new byte[0];
        try (DiskFile file = disk.open(LogFormat.fileName(number))) {
            long end = readGroups(file, number, file.size());
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

    private long readGroups(DiskFile file, long number, long size) {
        long offset = LogFormat.SEGMENT_HEADER_BYTES;
        Optional<GroupHeader> header = readHeader(file, number, offset, size);
        while (header.isPresent()) {
            begin(file, offset, header.get());
            while (pendingBytes > AHEAD_BYTES_MAX) {
                if (!finishFirst(file)) {
                    return pending.getFirst().offset();
                }
            }
            offset = endOf(offset, header.get());
            header = readHeader(file, number, offset, size);
        }
        while (!pending.isEmpty()) {
            if (!finishFirst(file)) {
                return pending.getFirst().offset();
            }
        }
        return offset;
    }

    private static long endOf(long offset, GroupHeader header) {
        return LogFormat.align(offset + LogFormat.GROUP_HEADER_BYTES + header.storedSize());
    }

    private Optional<GroupHeader> readHeader(DiskFile file, long number, long offset, long size) {
        if (offset + LogFormat.GROUP_HEADER_BYTES > size) {
            return Optional.empty();
        }
        byte[] bytes = readAhead(file, offset, LogFormat.GROUP_HEADER_BYTES);
        return LogFormat.readGroupHeader(salt, number, offset, bytes, 0)
                .filter(header -> header.storedSize() >= 0)
                .filter(header ->
                        header.storedSize() <= size - offset - LogFormat.GROUP_HEADER_BYTES);
    }

    /// `count` bytes of the file from `offset` on; it is read in larger pieces.
    private byte[] readAhead(DiskFile file, long offset, int count) {
        if (offset < aheadAt || offset + count > aheadAt + ahead.length) {
            ahead = new byte[Math.max(count, (int) Math.min(SCAN_BYTES, file.size() - offset))];
            aheadAt = offset;
            file.read(offset, ByteBuffer.wrap(ahead));
        }
        int from = (int) (offset - aheadAt);
        return Arrays.copyOfRange(ahead, from, from + count);
    }

    private void begin(DiskFile file, long offset, GroupHeader header) {
        int size = header.storedSize();
        byte[] stored = readAhead(file, offset + LogFormat.GROUP_HEADER_BYTES, size);
        GroupDecoder decoder =
                new GroupDecoder(
                        file.name(), salt, offset, header, Bytes.owning(stored), flushedVersion);
        pending.add(new Pending(header, offset, decoding.begin(decoder)));
        pendingBytes += size;
    }

    /// Hands on the first group that is under way.
    /// @return false when its payload is wrong; it then stays the first
    private boolean finishFirst(DiskFile file) {
        Pending first = pending.getFirst();
        Optional<List<WriteSet>> commits = await(first.commits());
        if (commits.isEmpty()) {
            return false;
        }
        GroupHeader header = first.header();
        if (header.firstVersion() != nextVersion) {
            throw new CorruptionException(
                    file.name(),
                    first.offset(),
                    "commit %d where %d belongs".formatted(header.firstVersion(), nextVersion));
        }
        pending.removeFirst();
        pendingBytes -= header.storedSize();
        nextVersion += header.count();
        commitsReplayed += commits.get().size();
        if (!commits.get().isEmpty()) {
            replay.commits(nextVersion - commits.get().size(), commits.get());
        }
        lastGroupAt = first.offset();
        return true;
    }

    private static Optional<List<WriteSet>> await(Future<Optional<List<WriteSet>>> commits) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return commits.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof StoreException cause) {
                        throw cause;
                    }
                    throw new StoreException("a log group can't be decoded: " + e.getCause(), e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
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
            int end = Math.min(SCAN_BYTES, count - LogFormat.GROUP_HEADER_BYTES + 1);
            int at = LogFormat.nextGroupMagic(bytes, 0, end);
            while (at < end) {
                if (LogFormat.readGroupHeader(salt, number, begin + at, bytes, at).isPresent()) {
                    return true;
                }
                at = LogFormat.nextGroupMagic(bytes, at + LogFormat.ALIGNMENT, end);
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
