package io.chirograph.ledger;

import io.chirograph.store.Disk;
import io.chirograph.store.DiskException;
import io.chirograph.store.DiskFile;
import io.chirograph.store.MemoryDisk;
import java.nio.ByteBuffer;
import java.util.List;

/// A disk that stops working at a chosen write, of which it does half: what a process leaves that dies
/// there. What was written stays in the memory disk below, for the next life.
final class MortalDisk implements Disk {
    private final MemoryDisk below;
    private long writesLeft;

    MortalDisk(MemoryDisk below, long writesLeft) {
        this.below = below;
        this.writesLeft = writesLeft;
    }

    private void checkAlive() {
        if (writesLeft <= 0) {
            throw new DiskException("the disk has died");
        }
    }

    boolean isAlive() {
        return writesLeft > 0;
    }

    /// The next life does not know of this one.
    @Override
    public void lock() {}

    @Override
    public void unlock() {}

    @Override
    public List<String> list() {
        return below.list();
    }

    @Override
    public DiskFile create(String name) {
        checkAlive();
        return new MortalFile(below.create(name));
    }

    @Override
    public DiskFile open(String name) {
        return new MortalFile(below.open(name));
    }

    @Override
    public void delete(String name) {
        checkAlive();
        below.delete(name);
    }

    @Override
    public void rename(String from, String to) {
        checkAlive();
        below.rename(from, to);
    }

    @Override
    public void syncDirectory() {
        checkAlive();
    }

    private final class MortalFile implements DiskFile {
        private final DiskFile file;

        private MortalFile(DiskFile file) {
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
            checkAlive();
            writesLeft--;
            if (writesLeft == 0) {
                ByteBuffer half = source.slice(source.position(), source.remaining() / 2);
                file.write(offset, half);
                checkAlive();
            }
            file.write(offset, source);
        }

        @Override
        public void truncate(long size) {
            checkAlive();
            file.truncate(size);
        }

        @Override
        public void sync() {
            checkAlive();
            file.sync();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
