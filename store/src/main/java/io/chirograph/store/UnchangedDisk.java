package io.chirograph.store;

import java.nio.ByteBuffer;
import java.util.List;

/// A disk to look at: what would change the one below is left undone.
final class UnchangedDisk implements Disk {
    private final Disk below;

    UnchangedDisk(Disk below) {
        this.below = below;
    }

    @Override
    public void lock() {
        below.lock();
    }

    @Override
    public void unlock() {
        below.unlock();
    }

    @Override
    public List<String> list() {
        return below.list();
    }

    @Override
    public DiskFile create(String name) {
        throw new DiskException(name + " can't be made on a disk that is only looked at");
    }

    @Override
    public DiskFile open(String name) {
        return new UnchangedFile(below.open(name));
    }

    @Override
    public void delete(String name) {
        // Stays.
    }

    @Override
    public void rename(String from, String to) {
        // Stays.
    }

    @Override
    public void syncDirectory() {
        // Nothing was changed.
    }

    @Override
    public String toString() {
        return below.toString();
    }

    private record UnchangedFile(DiskFile below) implements DiskFile {
        @Override
        public String name() {
            return below.name();
        }

        @Override
        public long size() {
            return below.size();
        }

        @Override
        public int read(long offset, ByteBuffer target) {
            return below.read(offset, target);
        }

        @Override
        public void write(long offset, ByteBuffer source) {
            // Stays.
        }

        @Override
        public void truncate(long size) {
            // Stays.
        }

        @Override
        public void sync() {
            // Nothing was changed.
        }

        @Override
        public void close() {
            below.close();
        }
    }
}
