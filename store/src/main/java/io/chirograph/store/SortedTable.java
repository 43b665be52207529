package io.chirograph.store;

import io.chirograph.store.Manifest.TableFile;
import io.chirograph.store.TableFormat.Handle;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.InvariantViolation;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/// A sorted, immutable file of entries; see [TableFormat]. In memory are its top index and its range
/// deletes, and what the cache keeps. Thread-safe.
///
/// Counted: each tree state that has it holds it once. The last to let go closes the file, and
/// deletes it when a newer state of the tree went on without it.
final class SortedTable implements Source {
    /// Read at once by [#verify].
    private static final int VERIFIED_BYTES = 256 << 10;

    private static final Logger LOG = System.getLogger(SortedTable.class.getName());

    private final DiskFile file;
    private final long number;
    private final long size;
    private final Hash32 sha256;
    private final long salt;
    private final BlockCache cache;
    private final Block top;
    private final RangeDeletes rangeDeletes;
    private final long entries;
    private final AtomicInteger holders = new AtomicInteger(1);
    private volatile boolean obsolete;

    /// Opens a table that was written whole.
    /// @param described what the manifest says of the file
    SortedTable(DiskFile file, TableFile described, long salt, BlockCache cache) {
        this.file = file;
        this.number = described.number();
        this.size = described.size();
        this.sha256 = described.sha256();
        this.salt = salt;
        this.cache = cache;
        if (file.size() != size || size < TableFormat.FOOTER_BYTES) {
            throw new CorruptionException(
                    file.name(),
                    0,
                    "file has %d bytes, the manifest says %d".formatted(file.size(), size));
        }
        ByteReader footer = readFooter();
        Handle topHandle = Handle.readFrom(footer);
        Handle rangesHandle = Handle.readFrom(footer);
        this.entries = footer.u64();
        this.top = block(topHandle, this::read);
        this.rangeDeletes =
                RangeDeletes.readFrom(
                        new ByteReader(file.name(), rangesHandle.offset(), read(rangesHandle)));
    }

    private ByteReader readFooter() {
        long offset = size - TableFormat.FOOTER_BYTES;
        byte[] bytes = readBytes(offset, TableFormat.FOOTER_BYTES);
        int crc = Checksum.of(salt, number, offset, bytes, 0, TableFormat.FOOTER_CHECKED_BYTES);
        ByteReader footer = new ByteReader(file.name(), offset, bytes);
        if (ByteBuffer.wrap(bytes).getInt(TableFormat.FOOTER_CHECKED_BYTES) != crc) {
            throw footer.corrupt("the footer's checksum is wrong");
        }
        long magic = footer.u64();
        int version = footer.u32();
        if (magic != TableFormat.MAGIC || version != TableFormat.VERSION) {
            throw footer.corrupt(
                    "magic %x version %d where %x version %d belongs"
                            .formatted(magic, version, TableFormat.MAGIC, TableFormat.VERSION));
        }
        footer.u32();
        return footer;
    }

    private byte[] readBytes(long offset, int count) {
        byte[] bytes = new byte[count];
        if (file.read(offset, ByteBuffer.wrap(bytes)) != count) {
            throw new CorruptionException(file.name(), offset, "file ends early");
        }
        return bytes;
    }

    /// The plain bytes of a stored block, from disk.
    private byte[] read(Handle handle) {
        if (handle.offset() < 0
                || handle.size() < TableFormat.BLOCK_HEADER_BYTES
                || handle.offset() + handle.size() > size) {
            throw new CorruptionException(
                    file.name(), handle.offset(), "block of " + handle.size() + " bytes");
        }
        byte[] stored = readBytes(handle.offset(), handle.size());
        ByteReader reader = new ByteReader(file.name(), handle.offset(), stored);
        int crc = reader.u32();
        int checked = stored.length - Integer.BYTES;
        if (Checksum.of(salt, number, handle.offset(), stored, Integer.BYTES, checked) != crc) {
            throw new CorruptionException(
                    file.name(),
                    handle.offset(),
                    "checksum of a block of " + handle.size() + " bytes is wrong");
        }
        int codec = reader.u8();
        int plainSize = reader.u32();
        byte[] packed = Arrays.copyOfRange(stored, reader.position(), stored.length);
        try {
            return Codec.ofNumber(codec).unpack(packed, plainSize);
        } catch (IllegalArgumentException e) {
            throw new CorruptionException(
                    file.name(), handle.offset(), String.valueOf(e.getMessage()));
        }
    }

    private byte[] readCached(Handle handle) {
        return cache.find(number, handle.offset())
                .orElseGet(() -> {
                    byte[] plain = read(handle);
                    cache.keep(number, handle.offset(), plain);
                    return plain;
                });
    }

    /// How a block is got: through the cache, or past it.
    @FunctionalInterface
    private interface Reading {
        byte[] plain(Handle handle);
    }

    private Block block(Handle handle, Reading reading) {
        return new Block(file.name(), handle.offset(), reading.plain(handle));
    }

    private Handle handleAt(Bytes handles, int offset) {
        ByteReader reader = new ByteReader(file.name(), 0, handles.toArray());
        reader.part(offset);
        return Handle.readFrom(reader);
    }

    TableFile described() {
        return new TableFile(number, size, sha256);
    }

    /// Reads the whole file, past the cache.
    /// @param pace is told how many bytes will be read next, and may take its time
    /// @throws CorruptionException when it is not what was written; with the place of the first
    ///     damaged block where it is one
    void verify(LongConsumer pace) {
        MessageDigest digest = SortedTableWriter.sha256();
        for (long offset = 0; offset < size; offset += VERIFIED_BYTES) {
            int count = (int) Math.min(VERIFIED_BYTES, size - offset);
            pace.accept(count);
            digest.update(readBytes(offset, count));
        }
        if (!Hash32.owning(digest.digest()).equals(sha256)) {
            findDamage();
            throw new CorruptionException(
                    file.name(), 0, "the file's SHA-256 is not what the manifest says");
        }
    }

    /// Throws at the first block that does not check out.
    private void findDamage() {
        readFooter();
        for (int group = 0; group < top.count(); group++) {
            Bytes handles = top.entry(group).value();
            read(handleAt(handles, 12));
            Block index = block(handleAt(handles, 0), this::read);
            for (int i = 0; i < index.count(); i++) {
                read(handleAt(index.entry(i).value(), 0));
            }
        }
    }

    long number() {
        return number;
    }

    long size() {
        return size;
    }

    long entries() {
        return entries;
    }

    @Override
    public RangeDeletes rangeDeletes() {
        return rangeDeletes;
    }

    @Override
    public Optional<Entry> newest(Bytes key, long version) {
        int group = top.firstAtLeast(key, version);
        if (group == top.count()) {
            return Optional.empty();
        }
        Bytes handles = top.entry(group).value();
        if (!BloomFilter.mayContain(readCached(handleAt(handles, 12)), BloomFilter.hash(key))) {
            return Optional.empty();
        }
        Block index = block(handleAt(handles, 0), this::readCached);
        Bytes dataHandle = index.entry(index.firstAtLeast(key, version)).value();
        Block data = block(handleAt(dataHandle, 0), this::readCached);
        Entry found = data.entry(data.firstAtLeast(key, version));
        return found.key().equals(key) ? Optional.of(found) : Optional.empty();
    }

    @Override
    public Iterator<Entry> ascending(Bytes from, Bytes to) {
        Cursor cursor = new Cursor(this::readCached);
        cursor.seek(from);
        return new Ascending(cursor, to);
    }

    @Override
    public Iterator<Entry> descending(Bytes from, Bytes to) {
        Cursor cursor = new Cursor(this::readCached);
        cursor.seek(to);
        cursor.previous();
        return new Descending(cursor, from);
    }

    /// Every entry in order, read past the cache.
    Iterator<Entry> all() {
        Cursor cursor = new Cursor(this::read);
        cursor.seek(Bytes.EMPTY);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return cursor.isInside();
            }

            @Override
            public Entry next() {
                Entry entry = cursor.entry();
                cursor.next();
                return entry;
            }
        };
    }

    /// A place among the entries: before the first, at one, or behind the last. Single-owner.
    private final class Cursor {
        private final Reading reading;
        private int group;
        private int blockInGroup;
        private int entryInBlock;
        private Block index = top;
        private Block data = top;

        Cursor(Reading reading) {
            this.reading = reading;
        }

        /// To the first entry of `key` or of a later key; behind the last when there is none.
        void seek(Bytes key) {
            group = top.firstAtLeast(key, Entry.NEWEST);
            blockInGroup = 0;
            entryInBlock = 0;
            if (isInside()) {
                loadGroup();
                blockInGroup = index.firstAtLeast(key, Entry.NEWEST);
                loadData();
                entryInBlock = data.firstAtLeast(key, Entry.NEWEST);
            }
        }

        private void loadGroup() {
            index = block(handleAt(top.entry(group).value(), 0), reading);
        }

        private void loadData() {
            data = block(handleAt(index.entry(blockInGroup).value(), 0), reading);
        }

        boolean isInside() {
            return group >= 0 && group < top.count();
        }

        Entry entry() {
            if (!isInside()) {
                throw new NoSuchElementException();
            }
            return data.entry(entryInBlock);
        }

        void next() {
            if (++entryInBlock < data.count()) {
                return;
            }
            entryInBlock = 0;
            if (++blockInGroup == index.count()) {
                blockInGroup = 0;
                group++;
                if (!isInside()) {
                    return;
                }
                loadGroup();
            }
            loadData();
        }

        void previous() {
            if (--entryInBlock >= 0) {
                return;
            }
            if (--blockInGroup < 0) {
                group--;
                if (!isInside()) {
                    return;
                }
                loadGroup();
                blockInGroup = index.count() - 1;
            }
            loadData();
            entryInBlock = data.count() - 1;
        }
    }

    private record Ascending(Cursor cursor, Bytes to) implements Iterator<Entry> {
        @Override
        public boolean hasNext() {
            return cursor.isInside() && cursor.entry().key().compareTo(to) < 0;
        }

        @Override
        public Entry next() {
            Entry entry = cursor.entry();
            cursor.next();
            return entry;
        }
    }

    private record Descending(Cursor cursor, Bytes from) implements Iterator<Entry> {
        @Override
        public boolean hasNext() {
            return cursor.isInside() && cursor.entry().key().compareTo(from) >= 0;
        }

        @Override
        public Entry next() {
            Entry entry = cursor.entry();
            cursor.previous();
            return entry;
        }
    }

    void retain() {
        InvariantViolation.check(
                holders.getAndIncrement() > 0, file.name() + " is used after it was let go");
    }

    /// Lets go; the file is to be deleted on `disk` when it is obsolete and nobody holds it.
    void release(Disk disk) {
        if (holders.decrementAndGet() == 0) {
            file.close();
            if (obsolete) {
                deleteFile(disk);
            }
        }
    }

    /// A file that can't be deleted harms nobody: the next open tries again.
    private void deleteFile(Disk disk) {
        try {
            disk.delete(file.name());
        } catch (DiskException e) {
            LOG.log(Level.WARNING, "table file stays until the next open file=" + file.name(), e);
        }
    }

    /// No newer state of the tree has this table.
    void retire() {
        obsolete = true;
    }
}
