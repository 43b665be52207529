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
import java.util.concurrent.atomic.AtomicReferenceArray;
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

    /// The part of a table that its index blocks and filters are, about.
    private static final int GROUP_SHARE = 60;

    /// The part of the cache's size that those of one table may take beside it.
    private static final int KEPT_SHARE = 16;

    /// Where there is no entry yet.
    private static final Entry NOTHING = Entry.delete(Bytes.EMPTY, 0);

    /// Where the handles stand in the values of the index blocks.
    private static final int DATA_HANDLE = 0;

    private static final int INDEX_HANDLE = 0;
    private static final int FILTER_HANDLE = 12;

    private final DiskFile file;
    private final long number;
    private final long size;
    private final TableFile known;
    private final long loadVersion;
    private final long salt;
    private final BlockCache cache;
    private final Block top;
    private final RangeDeletes rangeDeletes;
    private final long entries;

    /// Whether index blocks and filters stay in memory once they were read. They are a sixtieth of
    /// the table; larger tables leave them to the cache.
    private final boolean keepsGroups;

    private final AtomicReferenceArray<Optional<GroupBlocks>> groups;
    private final AtomicInteger holders = new AtomicInteger(1);
    private volatile boolean obsolete;

    /// Opens a table that was written whole.
    /// @param known what the manifest says of the file, or will say
    SortedTable(DiskFile file, TableFile known, long salt, BlockCache cache) {
        this.file = file;
        this.known = known;
        this.number = known.number();
        this.size = known.size();
        this.loadVersion = known.loadVersion();
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
        this.top = readBlock(topHandle);
        this.keepsGroups = size / GROUP_SHARE <= cache.bytesMax() / KEPT_SHARE;
        this.groups = new AtomicReferenceArray<>(keepsGroups ? top.count() : 0);
        for (int i = 0; i < groups.length(); i++) {
            groups.setPlain(i, Optional.empty());
        }
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
        return plain(handle, readStored(handle));
    }

    /// The same, from the cache's second level where that has it whole; else it will have it.
    private byte[] readThrough(Handle handle, SecondLevelCache second) {
        CachedBlocks.Place place = new CachedBlocks.Place(number, handle.offset());
        Optional<byte[]> kept = second.find(place).filter(stored -> stored.length == handle.size());
        if (kept.isPresent()) {
            try {
                return plain(handle, kept.get());
            } catch (CorruptionException e) {
                // Of the cache, not of the table.
                second.reject(place);
            }
        }
        byte[] stored = readStored(handle);
        byte[] plain = plain(handle, stored);
        second.keep(place, stored);
        return plain;
    }

    private byte[] readStored(Handle handle) {
        if (handle.offset() < 0
                || handle.size() < TableFormat.BLOCK_HEADER_BYTES
                || handle.offset() + handle.size() > size) {
            throw new CorruptionException(
                    file.name(), handle.offset(), "block of " + handle.size() + " bytes");
        }
        return readBytes(handle.offset(), handle.size());
    }

    /// @throws CorruptionException when `stored` is not what was written there
    private byte[] plain(Handle handle, byte[] stored) {
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

    /// What is asked before any data block of a group is, and those of its data blocks that were
    /// used before.
    private static final class GroupBlocks {
        private final Block index;
        private final BloomFilter filter;
        private final AtomicReferenceArray<CachedBlock> data;

        /// @param holdsData whether it lives long enough for that to be of use
        GroupBlocks(Block index, BloomFilter filter, boolean holdsData) {
            this.index = index;
            this.filter = filter;
            this.data = new AtomicReferenceArray<>(holdsData ? index.count() : 0);
            for (int i = 0; i < data.length(); i++) {
                data.setPlain(i, CachedBlock.NONE);
            }
        }

        Block index() {
            return index;
        }

        boolean mayContain(Bytes key) {
            return filter.mayContain(BloomFilter.hash(key));
        }

        CachedBlock data(int index) {
            return index < data.length() ? data.getAcquire(index) : CachedBlock.NONE;
        }

        void hold(int index, CachedBlock block) {
            if (index < data.length()) {
                data.setRelease(index, block);
            }
        }
    }

    private Block readBlock(Handle handle) {
        return new Block(file.name(), handle.offset(), read(handle));
    }

    /// What the cache is to keep, from its second level where it has one.
    private byte[] readForCache(Handle handle) {
        return cache.second()
                .map(second -> readThrough(handle, second))
                .orElseGet(() -> read(handle));
    }

    private CachedContent findCached(Handle handle) {
        return cache.find(number, handle.offset())
                .map(CachedBlock::content)
                .orElse(CachedContent.Gone.GONE);
    }

    private Block cachedBlock(Handle handle) {
        if (findCached(handle) instanceof Block block) {
            return block;
        }
        Block read = new Block(file.name(), handle.offset(), readForCache(handle));
        cache.keep(number, handle.offset(), read);
        return read;
    }

    private BloomFilter cachedFilter(Handle handle) {
        if (findCached(handle) instanceof BloomFilter filter) {
            return filter;
        }
        BloomFilter read = new BloomFilter(readForCache(handle));
        cache.keep(number, handle.offset(), read);
        return read;
    }

    /// The data block that `index`, a place in the group's index, names.
    private Block dataBlock(GroupBlocks group, Block.Cursor index) {
        CachedBlock held = group.data(index.index());
        if (held.content() instanceof Block block) {
            cache.use(held);
            return block;
        }
        Handle handle = handleAt(index, DATA_HANDLE);
        CachedBlock found = cache.find(number, handle.offset()).orElse(CachedBlock.NONE);
        if (found.content() instanceof Block block) {
            group.hold(index.index(), found);
            return block;
        }
        Block read = new Block(file.name(), handle.offset(), readForCache(handle));
        group.hold(index.index(), cache.keep(number, handle.offset(), read));
        return read;
    }

    /// How a walk gets its blocks.
    private interface Reading {
        GroupBlocks group(Block.Cursor group);

        Block data(GroupBlocks group, Block.Cursor index);
    }

    private final class ThroughCache implements Reading {
        @Override
        public GroupBlocks group(Block.Cursor group) {
            return blocksOf(group);
        }

        @Override
        public Block data(GroupBlocks group, Block.Cursor index) {
            return dataBlock(group, index);
        }
    }

    private final class PastCache implements Reading {
        @Override
        public GroupBlocks group(Block.Cursor group) {
            return readGroup(group, false);
        }

        @Override
        public Block data(GroupBlocks group, Block.Cursor index) {
            return readBlock(handleAt(index, DATA_HANDLE));
        }
    }

    private static Handle handleAt(Block.Cursor cursor, int offset) {
        return new Handle(cursor.valueLong(offset), cursor.valueInt(offset + Long.BYTES));
    }

    /// What the manifest says of it.
    TableFile known() {
        return known;
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
        if (!Hash32.owning(digest.digest()).equals(known.sha256())) {
            findDamage();
            throw new CorruptionException(
                    file.name(), 0, "the file's SHA-256 is not what the manifest says");
        }
    }

    /// Throws at the first block that does not check out.
    private void findDamage() {
        readFooter();
        Block.Cursor group = top.cursor();
        for (boolean inside = group.first(); inside; inside = group.next()) {
            read(handleAt(group, FILTER_HANDLE));
            Block.Cursor index = readBlock(handleAt(group, INDEX_HANDLE)).cursor();
            for (boolean more = index.first(); more; more = index.next()) {
                read(handleAt(index, DATA_HANDLE));
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
        Block.Cursor group = top.cursor();
        group.find(key, version);
        if (!group.isInside()) {
            return Optional.empty();
        }
        GroupBlocks blocks = blocksOf(group);
        if (!blocks.mayContain(key)) {
            return Optional.empty();
        }
        Block.Cursor index = blocks.index().cursor();
        index.find(key, version);
        return newest(blocks, index, key, version);
    }

    /// As [#newest], for a key that is expected here: a block in memory is searched without asking
    /// the filter, which could only say that the key may be there.
    Optional<Entry> newestExpected(Bytes key, long version) {
        Block.Cursor group = top.cursor();
        group.find(key, version);
        if (!group.isInside()) {
            return Optional.empty();
        }
        GroupBlocks blocks = blocksOf(group);
        Block.Cursor index = blocks.index().cursor();
        index.find(key, version);
        boolean inMemory = blocks.data(index.index()).content() instanceof Block;
        return inMemory || blocks.mayContain(key)
                ? newest(blocks, index, key, version)
                : Optional.empty();
    }

    private Optional<Entry> newest(
            GroupBlocks blocks, Block.Cursor index, Bytes key, long version) {
        Block.Cursor data = dataBlock(blocks, index).cursor();
        boolean found = data.find(key, version) && versionOf(data) <= version;
        return found
                ? Optional.of(new Entry(key, versionOf(data), data.isDeleted(), data.value()))
                : Optional.empty();
    }

    private GroupBlocks blocksOf(Block.Cursor group) {
        if (!keepsGroups) {
            return new GroupBlocks(
                    cachedBlock(handleAt(group, INDEX_HANDLE)),
                    cachedFilter(handleAt(group, FILTER_HANDLE)),
                    false);
        }
        Optional<GroupBlocks> kept = groups.get(group.index());
        if (kept.isPresent()) {
            return kept.get();
        }
        GroupBlocks read = readGroup(group, true);
        groups.set(group.index(), Optional.of(read));
        return read;
    }

    private GroupBlocks readGroup(Block.Cursor group, boolean holdsData) {
        return new GroupBlocks(
                readBlock(handleAt(group, INDEX_HANDLE)),
                new BloomFilter(read(handleAt(group, FILTER_HANDLE))),
                holdsData);
    }

    /// A table that was loaded past the log has one version for all.
    private long versionOf(Block.Cursor data) {
        return loadVersion == 0 ? data.version() : loadVersion;
    }

    @Override
    public Iterator<Entry> ascending(Bytes from, Bytes to) {
        Cursor cursor = new Cursor(new ThroughCache());
        cursor.seek(from);
        return new Ascending(cursor, Optional.of(to));
    }

    @Override
    public Iterator<Entry> descending(Bytes from, Bytes to) {
        Cursor cursor = new Cursor(new ThroughCache());
        cursor.seek(to);
        cursor.previous();
        return new Descending(cursor, from);
    }

    /// Every entry in order, read past the cache.
    Iterator<Entry> all() {
        Cursor cursor = new Cursor(new PastCache());
        cursor.seek(Bytes.EMPTY);
        return new Ascending(cursor, Optional.empty());
    }

    /// A place among the entries: before the first, at one, or behind the last. Single-owner.
    private final class Cursor {
        private final Reading reading;
        private final Block.Cursor group = top.cursor();
        private Optional<GroupBlocks> blocks = Optional.empty();
        private Block.Cursor index = group;
        private Block.Cursor data = group;

        Cursor(Reading reading) {
            this.reading = reading;
        }

        /// To the first entry of `key` or of a later key; behind the last when there is none.
        void seek(Bytes key) {
            if (group.seek(key, Entry.NEWEST)) {
                loadIndex();
                index.seek(key, Entry.NEWEST);
                loadData();
                data.seek(key, Entry.NEWEST);
            }
        }

        private void loadIndex() {
            GroupBlocks entered = reading.group(group);
            blocks = Optional.of(entered);
            index = entered.index().cursor();
        }

        private void loadData() {
            data = reading.data(blocks.orElseThrow(), index).cursor();
        }

        boolean isInside() {
            return group.isInside();
        }

        Entry entry() {
            return new Entry(data.key(), versionOf(data), data.isDeleted(), data.value());
        }

        void next() {
            if (data.next()) {
                return;
            }
            if (!index.next()) {
                if (!group.next()) {
                    return;
                }
                loadIndex();
                index.first();
            }
            loadData();
            data.first();
        }

        void previous() {
            if (group.isInside()) {
                if (data.previous()) {
                    return;
                }
                if (index.previous()) {
                    loadData();
                    data.previous();
                    return;
                }
            }
            if (group.previous()) {
                loadIndex();
                index.previous();
                loadData();
                data.previous();
            }
        }
    }

    /// From where a cursor stands up to `to` (exclusive).
    private static final class Ascending implements Iterator<Entry> {
        private final Cursor cursor;
        private final Optional<Bytes> to;
        private Entry next = NOTHING;
        private boolean hasNext;

        Ascending(Cursor cursor, Optional<Bytes> to) {
            this.cursor = cursor;
            this.to = to;
            read();
        }

        private void read() {
            hasNext = cursor.isInside();
            if (hasNext) {
                next = cursor.entry();
                hasNext = to.isEmpty() || next.key().compareTo(to.get()) < 0;
            }
        }

        @Override
        public boolean hasNext() {
            return hasNext;
        }

        @Override
        public Entry next() {
            if (!hasNext) {
                throw new NoSuchElementException();
            }
            Entry entry = next;
            cursor.next();
            read();
            return entry;
        }
    }

    /// From where a cursor stands down to `from` (inclusive).
    private record Descending(Cursor cursor, Bytes from) implements Iterator<Entry> {
        @Override
        public boolean hasNext() {
            return cursor.isInside() && cursor.entry().key().compareTo(from) >= 0;
        }

        @Override
        public Entry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
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
