package io.chirograph.transfer;

import io.chirograph.store.Disk;
import io.chirograph.store.DiskException;
import io.chirograph.store.DiskFile;
import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;

/// Puts an object together in a temporary file, which gets the object's name when it is whole. Single-owner.
public final class FileSink implements Sink {
    /// Ends the name of a file that is not whole yet.
    public static final String PART = ".part";

    private final Disk disk;
    private final String name;
    private final long size;
    private final DiskFile part;

    /// Goes on with the temporary file of this name if there is one.
    ///
    /// @param name of the file when it is whole, as [Disk] allows
    public FileSink(Disk disk, String name, long size) {
        this.disk = disk;
        this.name = name;
        this.size = size;
        String temporary = name + PART;
        try {
            this.part =
                    disk.list().contains(temporary) ? disk.open(temporary) : disk.create(temporary);
        } catch (DiskException e) {
            throw failed("can't be made", e);
        }
    }

    @Override
    public Kind kind() {
        return Kind.FILE;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void write(long offset, Bytes content) {
        OutOfBoundsException.check("write to file " + name, offset, content.size(), size);
        try {
            part.write(offset, content.asByteBuffer());
        } catch (DiskException e) {
            throw failed("can't be written", e);
        }
    }

    @Override
    public Bytes read(long offset, int length) {
        OutOfBoundsException.check("read from file " + name, offset, length, size);
        byte[] content = new byte[length];
        try {
            part.read(offset, ByteBuffer.wrap(content)); // what is beyond the file's end stays zero
        } catch (DiskException e) {
            throw failed("can't be read", e);
        }
        return Bytes.owning(content);
    }

    /// Renames only what is durable, so that after a crash the name never stands for less than the object.
    @Override
    public Source complete() {
        try {
            part.truncate(size);
            part.sync();
            part.close();
            disk.rename(name + PART, name);
            disk.syncDirectory();
            return new FileSource(disk.open(name));
        } catch (DiskException e) {
            throw failed("can't be completed", e);
        }
    }

    @Override
    public void suspend() {
        part.close();
    }

    @Override
    public void discard() {
        try {
            part.close();
            if (disk.list().contains(name + PART)) {
                disk.delete(name + PART);
            }
        } catch (DiskException e) {
            throw failed("can't be removed", e);
        }
    }

    private TransferException failed(String what, DiskException cause) {
        return new TransferException(
                "file %s%s %s: %s".formatted(name, PART, what, cause.getMessage()), cause);
    }
}
