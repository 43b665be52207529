package io.chirograph.store;

import java.nio.ByteBuffer;

/// An open file of a [Disk]. Reads may run beside one another and beside a write elsewhere in the
/// file; writes have one owner.
public interface DiskFile extends AutoCloseable {
    String name();

    long size();

    /// Reads from `offset` on until `target` is full or the file ends.
    /// @return the count of bytes read
    int read(long offset, ByteBuffer target);

    /// Writes all that remains in `source` from `offset` on; the file grows as needed, and a gap
    /// reads as zeros.
    void write(long offset, ByteBuffer source);

    void truncate(long size);

    /// Returns when all that was written is on stable storage. After a failure nothing is known
    /// about what was written since the last success.
    void sync();

    @Override
    void close();
}
