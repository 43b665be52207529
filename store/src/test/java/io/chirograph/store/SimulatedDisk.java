package io.chirograph.store;

import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// A disk that keeps what was synced and, at a power cut, of everything else only what chance
/// leaves: any of the writes since a file's last sync, each whole, torn at any byte or not at all,
/// in any selection; and of the changes to the directory since its last sync the first few. On
/// request an operation fails, or the power goes in the middle of it. Single-owner.
final class SimulatedDisk implements Disk {
    /// Thrown by every operation from the power cut on.
    static final class PowerCut extends RuntimeException {
        PowerCut() {
            super("power cut");
        }
    }

    private interface Change {
        byte[] applyTo(byte[] content, Random random);
    }

    private record Write(int offset, Bytes written) implements Change {
        @Override
        public byte[] applyTo(byte[] content, Random random) {
            byte[] bytes = written.toArray();
            return switch (random.nextInt(3)) {
                case 0 -> content;
                case 1 -> put(content, offset, bytes, 0, bytes.length);
                default -> {
                    int from = random.nextInt(bytes.length + 1);
                    int to = from + random.nextInt(bytes.length - from + 1);
                    yield put(content, offset, bytes, random.nextBoolean() ? 0 : from, to);
                }
            };
        }
    }

    private record Truncate(int size) implements Change {
        @Override
        public byte[] applyTo(byte[] content, Random random) {
            return random.nextBoolean()
                    ? content
                    : Arrays.copyOf(content, Math.min(size, content.length));
        }
    }

    private static byte[] put(byte[] content, int offset, byte[] bytes, int from, int to) {
        if (from >= to) {
            return content;
        }
        byte[] changed = Arrays.copyOf(content, Math.max(content.length, offset + to));
        System.arraycopy(bytes, from, changed, offset + from, to - from);
        return changed;
    }

    /// A file as it is on stable storage and as the running system sees it.
    private static final class Inode {
        private byte[] stable = {};
        private byte[] seen = {};
        private final List<Change> unsynced = new ArrayList<>();

        void change(Change change, byte[] after) {
            unsynced.add(change);
            seen = after;
        }

        byte[] afterPowerCut(Random random) {
            byte[] content = stable;
            for (Change change : unsynced) {
                content = change.applyTo(content, random);
            }
            return content;
        }
    }

    private final Random random;
    private final List<Map<String, Inode>> directoryHistory = new ArrayList<>();
    private Map<String, Inode> directory = new LinkedHashMap<>();
    private boolean locked;
    private long operations;
    private long cutAt = Long.MAX_VALUE;
    private long failAt = Long.MAX_VALUE;
    private boolean cut;
    private boolean ignoresSyncs;

    SimulatedDisk(Random random) {
        this.random = random;
        directoryHistory.add(Map.of());
    }

    /// Operations that change something, so far.
    long operations() {
        return operations;
    }

    /// The power goes in operation number `operation`, counted from 0.
    SimulatedDisk cutPowerAt(long operation) {
        cutAt = operation;
        return this;
    }

    /// Operation number `operation` is refused.
    SimulatedDisk failAt(long operation) {
        failAt = operation;
        return this;
    }

    /// Syncs seem to succeed and do nothing.
    SimulatedDisk ignoreSyncs() {
        ignoresSyncs = true;
        return this;
    }

    boolean isCut() {
        return cut;
    }

    /// What is left when the power comes back.
    SimulatedDisk afterPowerCut() {
        SimulatedDisk left = new SimulatedDisk(random);
        Map<String, Inode> surviving =
                directoryHistory.get(random.nextInt(directoryHistory.size()));
        for (var file : surviving.entrySet()) {
            Inode inode = new Inode();
            inode.stable = file.getValue().afterPowerCut(random);
            inode.seen = inode.stable;
            left.directory.put(file.getKey(), inode);
        }
        left.directoryHistory.set(0, Map.copyOf(left.directory));
        return left;
    }

    /// The same content with everything synced, to damage or to open again.
    SimulatedDisk copy() {
        SimulatedDisk copy = new SimulatedDisk(random);
        directory.forEach((name, inode) -> {
            Inode copied = new Inode();
            copied.stable = inode.seen;
            copied.seen = inode.seen;
            copy.directory.put(name, copied);
        });
        copy.directoryHistory.set(0, Map.copyOf(copy.directory));
        return copy;
    }

    /// The files and their sizes.
    Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new TreeMap<>();
        directory.forEach((name, inode) -> sizes.put(name, inode.seen.length));
        return sizes;
    }

    byte[] content(String name) {
        return inode(name).seen.clone();
    }

    void replace(String name, byte[] content) {
        inode(name).seen = content.clone();
        inode(name).stable = content.clone();
    }

    private Inode inode(String name) {
        Inode inode = directory.get(name);
        if (inode == null) {
            throw new DiskException("simulated disk: " + name + " does not exist");
        }
        return inode;
    }

    /// Counts an operation that changes something.
    /// @return whether the power goes in the middle of it, after its effect began
    private boolean begin() {
        if (cut) {
            throw new PowerCut();
        }
        long number = operations++;
        if (number == failAt) {
            throw new DiskException("simulated disk: operation " + number + " failed");
        }
        cut = number == cutAt;
        return cut;
    }

    private void end(boolean cutNow) {
        if (cutNow) {
            throw new PowerCut();
        }
    }

    private void checkPower() {
        if (cut) {
            throw new PowerCut();
        }
    }

    @Override
    public void lock() {
        if (locked) {
            throw new DiskException("simulated disk: in use");
        }
        locked = true;
    }

    @Override
    public void unlock() {
        locked = false;
    }

    @Override
    public List<String> list() {
        checkPower();
        return directory.keySet().stream().sorted().toList();
    }

    private void changeDirectory(Map<String, Inode> changed, boolean cutNow) {
        directory = changed;
        directoryHistory.add(Map.copyOf(changed));
        end(cutNow);
    }

    @Override
    public DiskFile create(String name) {
        boolean cutNow = begin();
        if (directory.containsKey(name)) {
            throw new DiskException("simulated disk: " + name + " exists");
        }
        Map<String, Inode> changed = new LinkedHashMap<>(directory);
        Inode inode = new Inode();
        changed.put(name, inode);
        changeDirectory(changed, cutNow);
        return new OpenFile(name, inode);
    }

    @Override
    public DiskFile open(String name) {
        checkPower();
        return new OpenFile(name, inode(name));
    }

    @Override
    public void delete(String name) {
        boolean cutNow = begin();
        inode(name);
        Map<String, Inode> changed = new LinkedHashMap<>(directory);
        changed.remove(name);
        changeDirectory(changed, cutNow);
    }

    @Override
    public void rename(String from, String to) {
        boolean cutNow = begin();
        Map<String, Inode> changed = new LinkedHashMap<>(directory);
        changed.put(to, inode(from));
        changed.remove(from);
        changeDirectory(changed, cutNow);
    }

    @Override
    public void syncDirectory() {
        boolean cutNow = begin();
        if (!cutNow && !ignoresSyncs) {
            Map<String, Inode> synced = directoryHistory.getLast();
            directoryHistory.clear();
            directoryHistory.add(synced);
        }
        end(cutNow);
    }

    private final class OpenFile implements DiskFile {
        private final String name;
        private final Inode inode;
        private boolean closed;

        OpenFile(String name, Inode inode) {
            this.name = name;
            this.inode = inode;
        }

        private void checkOpen() {
            if (closed) {
                throw new AssertionError(name + " is used after it was closed");
            }
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long size() {
            checkOpen();
            checkPower();
            return inode.seen.length;
        }

        @Override
        public int read(long offset, ByteBuffer target) {
            checkOpen();
            checkPower();
            int count = Math.clamp(inode.seen.length - offset, 0, target.remaining());
            target.put(inode.seen, Math.toIntExact(Math.min(offset, inode.seen.length)), count);
            return count;
        }

        @Override
        public void write(long offset, ByteBuffer source) {
            checkOpen();
            boolean cutNow = begin();
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            int at = Math.toIntExact(offset);
            inode.change(
                    new Write(at, Bytes.copyOf(bytes)),
                    put(inode.seen, at, bytes, 0, bytes.length));
            end(cutNow);
        }

        @Override
        public void truncate(long size) {
            checkOpen();
            boolean cutNow = begin();
            int to = Math.toIntExact(Math.min(size, inode.seen.length));
            inode.change(new Truncate(to), Arrays.copyOf(inode.seen, to));
            end(cutNow);
        }

        @Override
        public void sync() {
            checkOpen();
            boolean cutNow = begin();
            if (!cutNow && !ignoresSyncs) {
                inode.stable = inode.seen;
                inode.unsynced.clear();
            }
            end(cutNow);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
