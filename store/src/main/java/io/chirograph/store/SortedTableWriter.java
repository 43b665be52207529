package io.chirograph.store;

import io.chirograph.store.Manifest.TableFile;
import io.chirograph.store.TableFormat.Handle;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Iterator;

/// Writes one table's file from entries that come in order. Single-owner.
final class SortedTableWriter {
    /// What is gathered before it goes to the disk.
    private static final int WRITE_BYTES = 256 << 10;

    private final DiskFile file;
    private final long number;
    private final long salt;
    private final Codec codec;
    private final ByteWriter unwritten = new ByteWriter(WRITE_BYTES);
    private final Block.Builder data = new Block.Builder();
    private final Block.Builder index = new Block.Builder();
    private final Block.Builder top = new Block.Builder();
    private long[] groupHashes = new long[1024];
    private int groupKeys;
    private Entry last = Entry.delete(Bytes.EMPTY, 0);
    private long written;
    private long entries;
    private long lastVersion;
    private final MessageDigest digest;

    private SortedTableWriter(DiskFile file, long number, long salt, Codec codec) {
        this.file = file;
        this.number = number;
        this.salt = salt;
        this.codec = codec;
        this.digest = sha256();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// Writes and syncs the whole file; the directory is left to the caller.
    /// @return what the manifest says of the file
    static TableFile write(
            DiskFile file,
            long number,
            long salt,
            Codec codec,
            Iterator<Entry> entries,
            RangeDeletes rangeDeletes) {
        SortedTableWriter writer = new SortedTableWriter(file, number, salt, codec);
        entries.forEachRemaining(writer::add);
        return writer.finish(rangeDeletes);
    }

    private void add(Entry entry) {
        if (!data.isEmpty() && data.size() >= TableFormat.DATA_BLOCK_BYTES) {
            finishDataBlock();
        }
        if (groupKeys == 0 || !entry.key().equals(last.key())) {
            if (groupKeys == groupHashes.length) {
                groupHashes = Arrays.copyOf(groupHashes, groupKeys * 2);
            }
            groupHashes[groupKeys++] = BloomFilter.hash(entry.key());
        }
        data.add(entry);
        last = entry;
        entries++;
        lastVersion = Math.max(lastVersion, entry.version());
    }

    private void finishDataBlock() {
        Handle handle = store(data.finish());
        index.add(Entry.put(last.key(), last.version(), handle.toBytes()));
        if (index.count() == TableFormat.GROUP_BLOCKS) {
            finishGroup();
        }
    }

    private void finishGroup() {
        Handle indexHandle = store(index.finish());
        Handle filterHandle = store(BloomFilter.of(groupHashes, groupKeys).bits());
        groupKeys = 0;
        ByteWriter handles = new ByteWriter(24);
        indexHandle.writeTo(handles);
        filterHandle.writeTo(handles);
        top.add(Entry.put(last.key(), last.version(), Bytes.owning(handles.toArray())));
    }

    private Handle store(byte[] plain) {
        long offset = written + unwritten.size();
        Codec used = codec;
        byte[] packed = codec.pack(plain, 0, plain.length);
        if (packed.length >= plain.length) {
            used = Codec.NONE;
            packed = plain;
        }
        ByteWriter checked = new ByteWriter(5 + packed.length);
        checked.u8(used.number()).u32(plain.length).bytes(packed, 0, packed.length);
        int crc = Checksum.of(salt, number, offset, checked.array(), 0, checked.size());
        unwritten.u32(crc).append(checked);
        if (unwritten.size() >= WRITE_BYTES) {
            flush();
        }
        return new Handle(offset, TableFormat.BLOCK_HEADER_BYTES + packed.length);
    }

    private void flush() {
        ByteBuffer bytes = unwritten.asByteBuffer();
        int count = bytes.remaining();
        digest.update(bytes.duplicate());
        file.write(written, bytes);
        written += count;
        unwritten.truncate(0);
    }

    private TableFile finish(RangeDeletes rangeDeletes) {
        if (!data.isEmpty()) {
            finishDataBlock();
        }
        if (!index.isEmpty()) {
            finishGroup();
        }
        ByteWriter ranges = new ByteWriter(64);
        rangeDeletes.writeTo(ranges);
        Handle rangesHandle = store(ranges.toArray());
        Handle topHandle = store(top.finish());
        ByteWriter footer = new ByteWriter(TableFormat.FOOTER_BYTES);
        footer.u64(TableFormat.MAGIC).u32(TableFormat.VERSION).u32(0);
        topHandle.writeTo(footer);
        rangesHandle.writeTo(footer);
        footer.u64(entries).u64(lastVersion);
        long offset = written + unwritten.size();
        footer.u32(Checksum.of(salt, number, offset, footer.array(), 0, footer.size())).u32(0);
        unwritten.append(footer);
        flush();
        file.sync();
        return new TableFile(number, written, 0, Hash32.owning(digest.digest()));
    }
}
