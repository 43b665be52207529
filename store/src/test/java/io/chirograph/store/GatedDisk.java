package io.chirograph.store;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Semaphore;

/// A disk in memory whose log syncs can be held up. Thread-safe.
final class GatedDisk implements Disk {
    private final MemoryDisk disk = new MemoryDisk();
    private final Semaphore gate = new Semaphore(1);

    void holdSyncs() {
        gate.acquireUninterruptibly();
    }

    void letSyncs() {
        gate.release();
    }

    @Override
    public void lock() {
        disk.lock();
    }

    @Override
    public void unlock() {
        disk.unlock();
    }

    @Override
    public List<String> list() {
        return disk.list();
    }

    @Override
    public DiskFile create(String name) {
        return new Gated(disk.create(name));
    }

    @Override
    public DiskFile open(String name) {
        return new Gated(disk.open(name));
    }

    @Override
    public void delete(String name) {
        disk.delete(name);
    }

    @Override
    public void rename(String from, String to) {
        disk.rename(from, to);
    }

    @Override
    public void syncDirectory() {
        disk.syncDirectory();
    }

    private final class Gated implements DiskFile {
        private final DiskFile file;

        Gated(DiskFile file) {
            this.file = file;
        }

        @Override
        public String name() {
            return file.name();
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public int read(long offset, ByteBuffer target) {
            return file.read(offset, target);
        }

        @Override
        public void write(long offset, ByteBuffer source) {
            file.write(offset, source);
        }

        @Override
        public void truncate(long size) {
            file.truncate(size);
        }

        @Override
        public void sync() {
            if (file.name().startsWith("log-")) {
                gate.acquireUninterruptibly();
                gate.release();
            }
            file.sync();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
