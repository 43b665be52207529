package io.chirograph.store;

import java.nio.ByteBuffer;
import java.util.List;

/// A disk that does what the one below does, for tests to change a part of.
class ForwardingDisk implements Disk {
    private final Disk below;

    ForwardingDisk(Disk below) {
        this.below = below;
    }

    Disk below() {
        return below;
    }

    /// What stands for `file`, which was just made or opened.
    DiskFile around(DiskFile file) {
        return file;
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
        return around(below.create(name));
    }

    @Override
    public DiskFile open(String name) {
        return around(below.open(name));
    }

    @Override
    public void delete(String name) {
        below.delete(name);
    }

    @Override
    public void rename(String from, String to) {
        below.rename(from, to);
    }

    @Override
    public void syncDirectory() {
        below.syncDirectory();
    }

    /// A file that does what the one below does.
    static class ForwardingFile implements DiskFile {
        private final DiskFile below;

        ForwardingFile(DiskFile below) {
            this.below = below;
        }

        DiskFile below() {
            return below;
        }

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
            below.write(offset, source);
        }

        @Override
        public void truncate(long size) {
            below.truncate(size);
        }

        @Override
        public void sync() {
            below.sync();
        }

        @Override
        public void close() {
            below.close();
        }
    }
}
