package io.chirograph.benchmarks.store;

import io.chirograph.benchmarks.harness.BenchmarkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;

/// What a log alone can do: one thread that writes and syncs, two buffers, a checksum a group, and a
/// skip list so that something can be read. No order of commits, no versions, no tables, no recovery.
///
/// The log's file is written whole beforehand and then over and over, so that a sync never changes
/// its size.
final class LogProbe implements PeerStore {
    private static final int FILE_BYTES = 64 << 20;
    private static final int BUFFER_BYTES = 4 << 20;
    private static final int HEADER_BYTES = 16;

    /// Looks at the lock before a thread sleeps for it.
    private static final int SPINS = 200;

    /// Commits that wait for one sync.
    private static final class Group {
        private final ByteBuffer bytes;

        /// Guarded by the probe's lock until the group is taken.
        private Thread[] waiting = new Thread[64];

        private int count;
        private volatile boolean durable;

        Group(ByteBuffer bytes) {
            this.bytes = bytes;
        }
    }

    private final FileChannel file;
    private final ReentrantLock lock = new ReentrantLock();
    private final ConcurrentSkipListMap<byte[], byte[]> map =
            new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
    private final Thread writer;
    private ByteBuffer spare = ByteBuffer.allocateDirect(BUFFER_BYTES).position(HEADER_BYTES);
    private Group filling =
            new Group(ByteBuffer.allocateDirect(BUFFER_BYTES).position(HEADER_BYTES));
    private volatile boolean writerIdle;
    private volatile boolean closing;
    private long position;

    LogProbe(Path directory) {
        try {
            this.file =
                    FileChannel.open(
                            directory.resolve("probe"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
            for (long at = 0; at < FILE_BYTES; at += zeros.capacity()) {
                file.write(zeros.clear(), at);
            }
            file.force(true);
        } catch (IOException e) {
            throw failure(e);
        }
        this.writer = Thread.ofPlatform().daemon().name("probe").start(this::writeGroups);
    }

    private static BenchmarkException failure(IOException cause) {
        return new BenchmarkException("probe: " + cause.getMessage(), cause);
    }

    @Override
    public String settings() {
        return "one log thread, two buffers, CRC32C, fdatasync into a preallocated file, skip list,"
                + " no recovery";
    }

    private void writeGroups() {
        CRC32C crc = new CRC32C();
        while (!closing) {
            Group group = take();
            if (group.count == 0) {
                continue;
            }
            ByteBuffer bytes = group.bytes.flip();
            crc.reset();
            crc.update(bytes.position(HEADER_BYTES));
            bytes.position(0).putLong(0, crc.getValue()).putInt(8, bytes.limit());
            try {
                if (position + bytes.limit() > FILE_BYTES) {
                    position = 0;
                }
                file.write(bytes, position);
                position += bytes.limit();
                file.force(false);
            } catch (IOException e) {
                throw failure(e);
            }
            bytes.clear().position(HEADER_BYTES);
            group.durable = true;
            for (int i = 0; i < group.count; i++) {
                LockSupport.unpark(group.waiting[i]);
            }
        }
    }

    private Group take() {
        lock.lock();
        try {
            if (filling.count == 0) {
                writerIdle = true;
            } else {
                Group taken = filling;
                filling = new Group(spare);
                spare = taken.bytes;
                return taken;
            }
        } finally {
            lock.unlock();
        }
        while (writerIdle && !closing) {
            LockSupport.park(this);
        }
        return new Group(ByteBuffer.allocate(0));
    }

    private void lockSoon() {
        for (int i = 0; i < SPINS; i++) {
            if (lock.tryLock()) {
                return;
            }
            Thread.onSpinWait();
        }
        lock.lock();
    }

    private void append(byte[][] keys, byte[][] values) {
        for (int i = 0; i < keys.length; i++) {
            map.put(keys[i], values[i]);
        }
        Group mine;
        boolean wake;
        lockSoon();
        try {
            mine = filling;
            for (int i = 0; i < keys.length; i++) {
                mine.bytes.putInt(keys[i].length + values[i].length);
                mine.bytes.put(keys[i]).put(values[i]);
            }
            if (mine.count == mine.waiting.length) {
                mine.waiting = Arrays.copyOf(mine.waiting, 2 * mine.count);
            }
            mine.waiting[mine.count++] = Thread.currentThread();
            wake = writerIdle;
            writerIdle = false;
        } finally {
            lock.unlock();
        }
        if (wake) {
            LockSupport.unpark(writer);
        }
        while (!mine.durable) {
            LockSupport.park(this);
        }
    }

    @Override
    public Session session() {
        return new Session() {
            @Override
            public void commit(byte[] key, byte[] value) {
                append(new byte[][] {key}, new byte[][] {value});
            }

            @Override
            public void commit(byte[][] keys, byte[][] values) {
                append(keys, values);
            }

            @Override
            public byte[] read(byte[] key) {
                byte[] value = map.get(key);
                if (value == null) {
                    throw new IllegalStateException("the probe lacks a key");
                }
                return value.clone();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void load(Records records, int count) {
        for (int i = 0; i < count; i++) {
            map.put(records.key(i), records.value(i));
        }
    }

    @Override
    public void scan(Visitor visitor) {
        map.forEach((key, value) -> visitor.record(key[0], value[0], key.length + value.length));
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join();
            file.close();
        } catch (IOException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
