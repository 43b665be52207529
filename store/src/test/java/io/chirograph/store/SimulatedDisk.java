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
/// request an operation meets a [Fault]. Single-owner.
final class SimulatedDisk implements Disk {
    /// Thrown by every operation from the power cut on.
    static final class PowerCut extends RuntimeException {
        PowerCut() {
            super("power cut");
        }
    }

    /// What may happen to one operation that changes something.
    enum Fault {
        /// The power goes in the middle of it.
        POWER_CUT,
        /// It is refused and does nothing.
        ERROR,
        /// It reports an error, though a part of it, or all, was done.
        ERROR_AFTER_EFFECT,
        /// From it on there is no room for anything more.
        FULL,
        /// The first write from it on stores one wrong bit and reports success.
        FLIP
    }

    /// What becomes of changes that were not synced when the power goes.
    enum Survival {
        NOTHING,
        EVERYTHING,
        /// Each for itself: lost, whole, or torn.
        BY_CHANCE
    }

    /// A read, or an operation that changes something; only these are counted.
    ///
    /// @param file the file's name; for a rename the new one; empty for the directory
    record Operation(Kind kind, String file) {
        enum Kind {
            CREATE,
            WRITE,
            TRUNCATE,
            SYNC,
            DELETE,
            RENAME,
            SYNC_DIRECTORY,
            READ
        }

        boolean isChange() {
            return kind != Kind.READ;
        }
    }

    /// Learns of each operation when it is under way: of a read, a write or a change of the directory
    /// after it began, of a sync before it is done. It may use the disk.
    @FunctionalInterface
    interface Observer {
        void underWay(Operation operation);
    }

    private sealed interface Change {}

    private record Write(int offset, Bytes written) implements Change {}

    private record Truncate(int size) implements Change {}

    /// What a file has. Single-owner.
    private static final class Content {
        private byte[] bytes;
        private int size;

        Content(byte[] bytes) {
            this.bytes = bytes.clone();
            this.size = bytes.length;
        }

        Content copy() {
            return new Content(toArray());
        }

        byte[] toArray() {
            return Arrays.copyOf(bytes, size);
        }

        void put(int offset, Bytes source) {
            int end = offset + source.size();
            if (source.isEmpty()) {
                return;
            }
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
            }
            source.copyTo(bytes, offset);
            size = Math.max(size, end);
        }

        void truncate(int to) {
            if (to < size) {
                Arrays.fill(bytes, to, size, (byte) 0);
                size = to;
            }
        }

        void apply(Change change) {
            switch (change) {
                case Write(int offset, Bytes written) -> put(offset, written);
                case Truncate(int to) -> truncate(to);
            }
        }

        void applyByChance(Change change, Random random) {
            switch (change) {
                case Write(int offset, Bytes written) -> {
                    switch (random.nextInt(3)) {
                        case 0 -> {}
                        case 1 -> put(offset, written);
                        default -> {
                            int cut = random.nextInt(written.size() + 1);
                            int to = cut + random.nextInt(written.size() - cut + 1);
                            int from = random.nextBoolean() ? 0 : cut;
                            put(offset + from, written.slice(from, to));
                        }
                    }
                }
                case Truncate(int to) -> {
                    if (random.nextBoolean()) {
                        truncate(to);
                    }
                }
            }
        }
    }

    /// A file as it is on stable storage and as the running system sees it.
    private static final class Inode {
        private final Content stable;
        private final Content seen;
        private final List<Change> unsynced = new ArrayList<>();

        Inode(Content content) {
            this.stable = content.copy();
            this.seen = content;
        }

        void change(Change change) {
            unsynced.add(change);
            seen.apply(change);
        }

        void sync() {
            unsynced.forEach(stable::apply);
            unsynced.clear();
        }

        Content afterPowerCut(Survival survival, Random random) {
            return switch (survival) {
                case NOTHING -> stable.copy();
                case EVERYTHING -> seen.copy();
                case BY_CHANCE -> {
                    Content content = stable.copy();
                    unsynced.forEach(change -> content.applyByChance(change, random));
                    yield content;
                }
            };
        }
    }

    private final Random random;

    /// The directory between two changes of it.
    private record Moment(long number, Map<String, Inode> files) {}

    /// From what is on stable storage to what the running system sees.
    private final List<Moment> moments = new ArrayList<>();

    private Map<String, Inode> directory = new LinkedHashMap<>();
    private Observer observer = operation -> {};
    private boolean locked;
    private long operations;
    private Fault fault = Fault.POWER_CUT;
    private long faultAt = Long.MAX_VALUE;
    private boolean cut;
    private boolean flipped;
    private boolean ignoresSyncs;

    SimulatedDisk(Random random) {
        this.random = random;
        moments.add(new Moment(0, Map.of()));
    }

    /// Operations that change something, so far.
    long operations() {
        return operations;
    }

    SimulatedDisk observedBy(Observer some) {
        observer = some;
        return this;
    }

    /// Operation number `operation`, counted from 0, meets `planned`.
    SimulatedDisk plan(Fault planned, long operation) {
        fault = planned;
        faultAt = operation;
        return this;
    }

    SimulatedDisk cutPowerAt(long operation) {
        return plan(Fault.POWER_CUT, operation);
    }

    SimulatedDisk failAt(long operation) {
        return plan(Fault.ERROR, operation);
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
        return afterPowerCut(Survival.BY_CHANCE, random);
    }

    /// What would be left if the power went now.
    SimulatedDisk afterPowerCut(Survival survival, Random chance) {
        int moment =
                switch (survival) {
                    case NOTHING -> 0;
                    case EVERYTHING -> moments.size() - 1;
                    case BY_CHANCE -> chance.nextInt(moments.size());
                };
        SimulatedDisk left = new SimulatedDisk(chance);
        moments.get(moment)
                .files()
                .forEach((name, inode) ->
                        left.directory.put(name, new Inode(inode.afterPowerCut(survival, chance))));
        left.settle();
        return left;
    }

    /// The same content with everything synced, to damage or to open again.
    SimulatedDisk copy() {
        SimulatedDisk copy = new SimulatedDisk(random);
        directory.forEach((name, inode) -> copy.directory.put(name, new Inode(inode.seen.copy())));
        copy.settle();
        return copy;
    }

    /// The files and their sizes.
    Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new TreeMap<>();
        directory.forEach((name, inode) -> sizes.put(name, inode.seen.size));
        return sizes;
    }

    byte[] content(String name) {
        return inode(name).seen.toArray();
    }

    void replace(String name, byte[] content) {
        inode(name);
        Map<String, Inode> changed = new LinkedHashMap<>(directory);
        changed.put(name, new Inode(new Content(content)));
        directory = changed;
        settle();
    }

    /// The directory is on stable storage as it is seen.
    private void settle() {
        moments.clear();
        moments.add(new Moment(0, Map.copyOf(directory)));
    }

    /// Changes one bit under whoever has the file open.
    void flipBit(String name, int at) {
        inode(name).seen.bytes[at] ^= 1;
    }

    private Inode inode(String name) {
        Inode inode = directory.get(name);
        if (inode == null) {
            throw new DiskException("simulated disk: " + name + " does not exist");
        }
        return inode;
    }

    /// Counts an operation that changes something, and refuses it where that is planned.
    /// @return its number
    private long begin(Operation operation) {
        checkPower();
        long number = operations++;
        boolean refused =
                switch (fault) {
                    case ERROR -> number == faultAt;
                    case FULL -> number >= faultAt && takesRoom(operation);
                    case POWER_CUT, ERROR_AFTER_EFFECT, FLIP -> false;
                };
        if (refused) {
            throw failed(number, operation);
        }
        return number;
    }

    private static boolean takesRoom(Operation operation) {
        return operation.kind() == Operation.Kind.CREATE
                || operation.kind() == Operation.Kind.WRITE;
    }

    private static DiskException failed(long number, Operation operation) {
        return new DiskException(
                "simulated disk: operation %d (%s %s) failed"
                        .formatted(number, operation.kind(), operation.file()));
    }

    /// Lets the operation end as planned. What it changes is under way; a sync is not done yet.
    private void end(long number, Operation operation) {
        observer.underWay(operation);
        checkPower();
        if (number == faultAt && fault == Fault.POWER_CUT) {
            cut = true;
            throw new PowerCut();
        }
        if (number == faultAt && fault == Fault.ERROR_AFTER_EFFECT) {
            throw failed(number, operation);
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

    private void changeDirectory(Map<String, Inode> changed, long number, Operation operation) {
        directory = changed;
        moments.add(new Moment(moments.getLast().number() + 1, Map.copyOf(changed)));
        end(number, operation);
    }

    @Override
    public DiskFile create(String name) {
        Operation operation = new Operation(Operation.Kind.CREATE, name);
        long number = begin(operation);
        if (directory.containsKey(name)) {
            throw new DiskException("simulated disk: " + name + " exists");
        }
        Map<String, Inode> changed = new LinkedHashMap<>(directory);
        Inode inode = new Inode(new Content(new byte[0]));
        changed.put(name, inode);
        changeDirectory(changed, number, operation);
        return new OpenFile(name, inode);
    }

    @Override
    public DiskFile open(String name) {
        checkPower();
        return new OpenFile(name, inode(name));
    }

    @Override
    public void delete(String name) {
        Operation operation = new Operation(Operation.Kind.DELETE, name);
        long number = begin(operation);
        inode(name);
        Map<String, Inode> changed = new LinkedHashMap<>(directory);
        changed.remove(name);
        changeDirectory(changed, number, operation);
    }

    @Override
    public void rename(String from, String to) {
        Operation operation = new Operation(Operation.Kind.RENAME, to);
        long number = begin(operation);
        Map<String, Inode> changed = new LinkedHashMap<>(directory);
        changed.put(to, inode(from));
        changed.remove(from);
        changeDirectory(changed, number, operation);
    }

    @Override
    public void syncDirectory() {
        Operation operation = new Operation(Operation.Kind.SYNC_DIRECTORY, "");
        long number = begin(operation);
        // What others change while the sync is under way is not in it, and they may sync as well.
        long synced = moments.getLast().number();
        end(number, operation);
        if (!ignoresSyncs) {
            moments.removeIf(moment -> moment.number() < synced);
        }
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
            return inode.seen.size;
        }

        @Override
        public int read(long offset, ByteBuffer target) {
            checkOpen();
            checkPower();
            int count = Math.clamp(inode.seen.size - offset, 0, target.remaining());
            target.put(inode.seen.bytes, Math.toIntExact(Math.min(offset, inode.seen.size)), count);
            return count;
        }

        @Override
        public void write(long offset, ByteBuffer source) {
            checkOpen();
            Operation operation = new Operation(Operation.Kind.WRITE, name);
            long number = begin(operation);
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            int kept = bytes.length;
            if (fault == Fault.FLIP && number >= faultAt && !flipped && kept > 0) {
                flipped = true;
                bytes[random.nextInt(kept)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            } else if (fault == Fault.ERROR_AFTER_EFFECT && number == faultAt) {
                kept = random.nextInt(kept + 1);
            }
            inode.change(new Write(Math.toIntExact(offset), Bytes.owning(bytes).slice(0, kept)));
            end(number, operation);
        }

        @Override
        public void truncate(long size) {
            checkOpen();
            Operation operation = new Operation(Operation.Kind.TRUNCATE, name);
            long number = begin(operation);
            inode.change(new Truncate(Math.toIntExact(Math.min(size, inode.seen.size))));
            end(number, operation);
        }

        @Override
        public void sync() {
            checkOpen();
            Operation operation = new Operation(Operation.Kind.SYNC, name);
            long number = begin(operation);
            end(number, operation);
            if (!ignoresSyncs) {
                inode.sync();
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
