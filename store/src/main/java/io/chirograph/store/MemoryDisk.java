package io.chirograph.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Files in memory: a store that lives as long as this object. Thread-safe.
public final class MemoryDisk implements Disk {
    /// What a file grows by, so that a large one is never copied.
    private static final int PAGE_BYTES = 1 << 14;

    private final Map<String, MemoryFile> files = new HashMap<>();
    private boolean locked;

    @Override
    public synchronized void lock() {
        if (locked) {
            throw new DiskException("memory disk: another open store holds it; close it first");
        }
        locked = true;
    }

    @Override
    public synchronized void unlock() {
        locked = false;
    }

    @Override
    public synchronized List<String> list() {
        return files.keySet().stream().sorted().toList();
    }

    @Override
    public synchronized DiskFile create(String name) {
        if (files.containsKey(name)) {
            throw new DiskException("memory disk: " + name + " cannot be made: it exists");
        }
        MemoryFile file = new MemoryFile(name);
        files.put(name, file);
        return file;
    }

    @Override
    public synchronized DiskFile open(String name) {
        return existing(name);
    }

    private MemoryFile existing(String name) {
        return Optional.ofNullable(files.get(name))
                .orElseThrow(() -> new DiskException("memory disk: " + name + " does not exist"));
    }

    @Override
    public synchronized void delete(String name) {
        files.remove(existing(name).name());
    }

    @Override
    public synchronized void rename(String from, String to) {
        MemoryFile moved = existing(from);
        files.remove(from);
        moved.rename(to);
        files.put(to, moved);
    }

    @Override
    public void syncDirectory() {
        // Memory has nothing more stable below it.
    }

    private static final class MemoryFile implements DiskFile {
        private final List<byte[]> pages = new ArrayList<>();
        private String name;
        private long size;

        MemoryFile(String name) {
            this.name = name;
        }

        synchronized void rename(String to) {
            name = to;
        }

        @Override
        public synchronized String name() {
            return name;
        }

        @Override
        public synchronized long size() {
            return size;
        }

        @Override
        public synchronized int read(long offset, ByteBuffer target) {
            int count = Math.clamp(size - offset, 0, target.remaining());
            for (int done = 0; done < count; ) {
                long at = offset + done;
                int inPage = (int) (at % PAGE_BYTES);
                int part = Math.min(count - done, PAGE_BYTES - inPage);
                target.put(pages.get((int) (at / PAGE_BYTES)), inPage, part);
                done += part;
            }
            return count;
        }

        @Override
        public synchronized void write(long offset, ByteBuffer source) {
            long end = offset + source.remaining();
            while ((long) pages.size() * PAGE_BYTES < end) {
                pages.add(new byte[PAGE_BYTES]);
            }
            for (long at = offset; at < end; ) {
                int inPage = (int) (at % PAGE_BYTES);
                int part = (int) Math.min(end - at, PAGE_BYTES - inPage);
                source.get(pages.get((int) (at / PAGE_BYTES)), inPage, part);
                at += part;
            }
            size = Math.max(size, end);
        }

        @Override
        public synchronized void truncate(long newSize) {
            if (newSize >= size) {
                return;
            }
            int kept = Math.toIntExact((newSize + PAGE_BYTES - 1) / PAGE_BYTES);
            pages.subList(kept, pages.size()).clear();
            if (newSize % PAGE_BYTES != 0) {
                // What lies behind the end must read as zeros when the file grows again.
                Arrays.fill(pages.getLast(), (int) (newSize % PAGE_BYTES), PAGE_BYTES, (byte) 0);
            }
            size = newSize;
        }

        @Override
        public void sync() {
            // Memory has nothing more stable below it.
        }

        @Override
        public void close() {
            // The disk owns the content; there is no handle to give back.
        }
    }
}
