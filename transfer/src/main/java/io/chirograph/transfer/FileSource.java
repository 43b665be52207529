package io.chirograph.transfer;

import io.chirograph.store.DiskException;
import io.chirograph.store.DiskFile;
import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;

/// An object in a file, which is closed with it. Thread-safe, as far as the file is.
public final class FileSource implements Source {
    private final DiskFile file;
    private final long size;

    /// @param file is not written to any more
    public FileSource(DiskFile file) {
        this.file = file;
        this.size = file.size();
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
    public Bytes read(long offset, int length) {
        OutOfBoundsException.check("read from file " + file.name(), offset, length, size);
        return readFully(file, offset, length);
    }

    @Override
    public void close() {
        file.close();
    }

    private static Bytes readFully(DiskFile file, long offset, int length) {
        byte[] content = new byte[length];
        int count;
        try {
            count = file.read(offset, ByteBuffer.wrap(content));
        } catch (DiskException e) {
            throw new TransferException(
                    "file %s can't be read: %s".formatted(file.name(), e.getMessage()), e);
        }
        if (count < length) {
            throw new TransferException(
                    "file %s: of %d bytes at offset %d only %d are there, it was cut short"
                            .formatted(file.name(), length, offset, count));
        }
        return Bytes.owning(content);
    }
}
