package io.chirograph.benchmarks.store;

import io.chirograph.benchmarks.harness.BenchmarkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.OptionalLong;

/// The disk under a directory: how fast it syncs, and how much it was given to write.
final class BlockDevice {
    private static final int SECTOR_BYTES = 512;
    private static final int SECTORS_WRITTEN_FIELD = 6;
    private static final int FLUSHES_FIELD = 15;
    private static final int SYNC_BYTES = 4096;
    private static final int SYNC_FILE_BYTES = 16 << 20;

    private final Path directory;

    BlockDevice(Path directory) {
        this.directory = directory;
    }

    /// Bytes written to the whole device since it was there, by anybody, the file system's journal
    /// too; empty where the system does not tell.
    OptionalLong bytesWritten() {
        OptionalLong sectors = figure(SECTORS_WRITTEN_FIELD);
        return sectors.isPresent()
                ? OptionalLong.of(sectors.getAsLong() * SECTOR_BYTES)
                : OptionalLong.empty();
    }

    /// How often the whole device was told to bring what it has to stable storage: once a sync of
    /// whatever kind, at least. Empty where the system does not tell.
    OptionalLong flushes() {
        return figure(FLUSHES_FIELD);
    }

    private OptionalLong figure(int field) {
        try {
            long device = (long) Files.getAttribute(directory, "unix:dev");
            long major = (device >>> 8) & 0xfff;
            long minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
            Path figures = Path.of("/sys/dev/block/%d:%d/stat".formatted(major, minor));
            if (!Files.exists(figures)) {
                return OptionalLong.empty();
            }
            String[] fields = Files.readString(figures).strip().split("\\s+");
            return field < fields.length
                    ? OptionalLong.of(Long.parseLong(fields[field]))
                    : OptionalLong.empty();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return OptionalLong.empty();
        }
    }

    /// Writes of 4 KiB, each followed by fdatasync, into a file that was written before; a second.
    double syncsPerSecond(Duration duration) {
        Path path = directory.resolve("syncs");
        ByteBuffer block = ByteBuffer.allocateDirect(SYNC_BYTES);
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (long at = 0; at < SYNC_FILE_BYTES; at += SYNC_BYTES) {
                file.write(block.clear(), at);
            }
            file.force(true);
            long count = 0;
            long begin = System.nanoTime();
            long elapsed = 0;
            while (elapsed < duration.toNanos()) {
                block.clear().putLong(0, count);
                file.write(block, count * SYNC_BYTES % SYNC_FILE_BYTES);
                file.force(false);
                count++;
                elapsed = System.nanoTime() - begin;
            }
            return count * 1e9 / elapsed;
        } catch (IOException e) {
            throw new BenchmarkException(path + ": " + e.getMessage(), e);
        }
    }
}
