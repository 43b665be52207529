package io.chirograph.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// CRC32C over content and its place: the store's salt, the file's number and the offset. So bytes
/// of another store, of an earlier use of the file or of another place in it never pass, and no
/// client can make a value that looks like a part of a file, for it does not know the salt.
final class Checksum {
    private Checksum() {}

    /// Of `size` bytes of `bytes` from `from` on, to stand at `offset` of file number `file`.
    static int of(long salt, long file, long offset, byte[] bytes, int from, int size) {
        CRC32C crc = new CRC32C();
        crc.update(
                ByteBuffer.allocate(3 * Long.BYTES)
                        .putLong(salt)
                        .putLong(file)
                        .putLong(offset)
                        .flip());
        crc.update(bytes, from, size);
        return (int) crc.getValue();
    }
}
