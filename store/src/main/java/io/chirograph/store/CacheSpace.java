package io.chirograph.store;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/// Bytes by offset, of which none is promised to be there later. Thread-safe: who reads what another
/// writes at that moment gets a mixture, and has to notice.
sealed interface CacheSpace extends AutoCloseable {
    void write(long offset, byte[] bytes);

    /// Fills `target`, as far as there is anything.
    void read(long offset, byte[] target);

    @Override
    void close();

    /// Memory outside the heap. Given back when nobody can reach it any more, for a reader may still be
    /// at it when the store closes.
    final class OffHeapSpace implements CacheSpace {
        private final MemorySegment memory;

        OffHeapSpace(long size) {
            this.memory = Arena.ofAuto().allocate(size, Long.BYTES);
        }

        @Override
        public void write(long offset, byte[] bytes) {
            MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, offset, bytes.length);
        }

        @Override
        public void read(long offset, byte[] target) {
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, target, 0, target.length);
        }

        @Override
        public void close() {
            // See above.
        }
    }

    /// A file, made anew.
    final class FileSpace implements CacheSpace {
        private static final String FILE = "block-cache";

        private final Disk disk;
        private final DiskFile file;

        /// @throws DiskException when another store uses it, or the disk refuses
        FileSpace(Disk disk) {
            this.disk = disk;
            disk.lock();
            try {
                if (disk.list().contains(FILE)) {
                    disk.delete(FILE);
                }
                this.file = disk.create(FILE);
            } catch (RuntimeException e) {
                disk.unlock();
                throw e;
            }
        }

        @Override
        public void write(long offset, byte[] bytes) {
            file.write(offset, ByteBuffer.wrap(bytes));
        }

        @Override
        public void read(long offset, byte[] target) {
            file.read(offset, ByteBuffer.wrap(target));
        }

        @Override
        public void close() {
            try {
                file.close();
            } finally {
                disk.unlock();
            }
        }
    }
}
