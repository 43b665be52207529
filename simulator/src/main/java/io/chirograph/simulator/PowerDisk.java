package io.chirograph.simulator;

import io.chirograph.store.Disk;
import io.chirograph.store.DiskException;
import io.chirograph.store.DiskFile;
import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// A disk in memory that loses what was not synced when the power goes: each write since the last sync
/// is there, torn or not there, each by itself, and of the changes of names only the first ones are.
/// After a crash of the process alone everything is there. Single-owner.
final class PowerDisk implements Disk {
    /// The power went, in the middle of an operation.
    static final class PowerCut extends RuntimeException {
        PowerCut() {
            super("the power went", null, false, false);
        }
    }

    /// What was done to a file since its last sync.
    private record Change(int offset, Bytes bytes, boolean isTruncation) {}

    /// The content of a file, under whatever name.
    private static final class Content {
        private byte[] seen = new byte[0];
        private int size;
        private byte[] stable = new byte[0];
        private int stableSize;
        private final List<Change> unsynced = new ArrayList<>();

        void write(int offset, byte[] bytes) {
            unsynced.add(new Change(offset, Bytes.copyOf(bytes), false));
            seen = grown(seen, offset + bytes.length);
            System.arraycopy(bytes, 0, seen, offset, bytes.length);
            size = Math.max(size, offset + bytes.length);
        }

        void truncate(int newSize) {
            if (newSize < size) {
                unsynced.add(new Change(newSize, Bytes.EMPTY, true));
                Arrays.fill(seen, newSize, size, (byte) 0);
                size = newSize;
            }
        }

        void sync() {
            unsynced.forEach(change -> keep(change, change.bytes().size()));
            unsynced.clear();
        }

        private void keep(Change change, int kept) {
            if (change.isTruncation()) {
                if (change.offset() < stableSize) {
                    Arrays.fill(stable, change.offset(), stableSize, (byte) 0);
                    stableSize = change.offset();
                }
                return;
            }
            stable = grown(stable, change.offset() + kept);
            change.bytes().slice(0, kept).copyTo(stable, change.offset());
            stableSize = Math.max(stableSize, change.offset() + kept);
        }

        private static byte[] grown(byte[] bytes, int needed) {
            return needed <= bytes.length
                    ? bytes
                    : Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
        }

        void losePower(SplittableRandom chance) {
            for (Change change : unsynced) {
                switch (chance.nextInt(4)) {
                    case 0 -> {}
                    case 1 -> keep(change, chance.nextInt(change.bytes().size() + 1));
                    default -> keep(change, change.bytes().size());
                }
            }
            unsynced.clear();
            seen = stable.clone();
            size = stableSize;
        }
    }

    private final SplittableRandom chance;
    private TreeMap<String, Content> directory = new TreeMap<>();

    /// The directory after each change since it was synced, the synced one first.
    private final List<TreeMap<String, Content>> directories = new ArrayList<>();

    private boolean isLocked;
    private boolean isCut;

    /// How many more operations succeed.
    private long operationsLeft = Long.MAX_VALUE;

    PowerDisk(SplittableRandom chance) {
        this.chance = chance;
        directories.add(new TreeMap<>());
    }

    /// Takes the power away in the middle of the operation after `operations` more.
    void cutPowerAfter(int operations) {
        operationsLeft = operations;
    }

    boolean isCut() {
        return isCut;
    }

    /// Nobody holds the disk any more, and nothing is lost.
    PowerDisk afterKill() {
        PowerDisk left = new PowerDisk(chance);
        left.directory = directory;
        left.directories.clear();
        left.directories.addAll(directories);
        return left;
    }

    /// What is left when the power comes back.
    PowerDisk afterPowerCut() {
        PowerDisk left = new PowerDisk(chance);
        left.directory = directories.get(chance.nextInt(directories.size()));
        left.directory.values().forEach(content -> content.losePower(chance));
        left.directories.set(0, new TreeMap<>(left.directory));
        return left;
    }

    /// Counts an operation that changes something.
    private void begin() {
        if (isCut) {
            throw new PowerCut();
        }
        if (operationsLeft-- <= 0) {
            isCut = true;
        }
    }

    private void end() {
        if (isCut) {
            throw new PowerCut();
        }
    }

    @Override
    public void lock() {
        if (isLocked) {
            throw new DiskException("simulated disk: in use");
        }
        isLocked = true;
    }

    @Override
    public void unlock() {
        isLocked = false;
    }

    @Override
    public List<String> list() {
        end();
        return List.copyOf(directory.keySet());
    }

    private Content content(String name) {
        Content content = directory.get(name);
        if (content == null) {
            throw new DiskException("simulated disk: " + name + " does not exist");
        }
        return content;
    }

    private void changed() {
        directories.add(new TreeMap<>(directory));
        end();
    }

    @Override
    public DiskFile create(String name) {
        begin();
        Content content = new Content();
        if (directory.putIfAbsent(name, content) != null) {
            throw new DiskException("simulated disk: " + name + " exists");
        }
        changed();
        return new OpenFile(name, content);
    }

    @Override
    public DiskFile open(String name) {
        end();
        return new OpenFile(name, content(name));
    }

    @Override
    public void delete(String name) {
        begin();
        content(name);
        directory.remove(name);
        changed();
    }

    @Override
    public void rename(String from, String to) {
        begin();
        directory.put(to, content(from));
        directory.remove(from);
        changed();
    }

    @Override
    public void syncDirectory() {
        begin();
        if (!isCut) {
            directories.clear();
            directories.add(new TreeMap<>(directory));
        }
        end();
    }

    private final class OpenFile implements DiskFile {
        private final String name;
        private final Content content;

        OpenFile(String name, Content content) {
            this.name = name;
            this.content = content;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long size() {
            end();
            return content.size;
        }

        @Override
        public int read(long offset, ByteBuffer target) {
            end();
            int from = (int) Math.min(offset, content.size);
            int count = Math.min(content.size - from, target.remaining());
            target.put(content.seen, from, count);
            return count;
        }

        @Override
        public void write(long offset, ByteBuffer source) {
            begin();
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            content.write(Math.toIntExact(offset), bytes);
            end();
        }

        @Override
        public void truncate(long size) {
            begin();
            content.truncate(Math.toIntExact(Math.min(size, content.size)));
            end();
        }

        @Override
        public void sync() {
            begin();
            if (!isCut) {
                content.sync();
            }
            end();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
