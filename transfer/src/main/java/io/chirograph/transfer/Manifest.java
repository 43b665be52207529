package io.chirograph.transfer;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import io.chirograph.types.RlpException;
import io.chirograph.types.RlpReader;
import io.chirograph.types.RlpWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.IntFunction;

/// What an object is, block by block: whoever has its manifest can check each block by itself, whoever sends
/// it. Immutable.
///
/// @param object its name, 1 to [#NAME_BYTES_MAX] bytes of UTF-8
/// @param size in bytes
/// @param blockBytes of each block but the last
/// @param digest SHA-256 of the whole
/// @param blockDigests the SHA-256 of each block, one after another
public record Manifest(
        String object, long size, int blockBytes, Hash32 digest, Bytes blockDigests) {
    public static final int NAME_BYTES_MAX = 128;

    /// A manifest is then 2 MiB, and an object at most 256 GiB in blocks of 4 MiB.
    public static final int BLOCKS_MAX = 1 << 16;

    public static final int BLOCK_BYTES_MAX = 4 << 20;

    public Manifest {
        int nameBytes = object.getBytes(StandardCharsets.UTF_8).length;
        requireRange("name's length in bytes", nameBytes, 1, NAME_BYTES_MAX);
        requireRange("block size", blockBytes, 1, BLOCK_BYTES_MAX);
        requireRange("size", size, 0, (long) BLOCKS_MAX * blockBytes);
        long blocks = (size + blockBytes - 1) / blockBytes;
        requireRange("length of the block digests", blockDigests.size(), 32 * blocks, 32 * blocks);
    }

    private static void requireRange(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "an object's %s is %d, %d to %d are possible".formatted(what, value, min, max));
        }
    }

    /// Reads all of `source`.
    public static Manifest of(String object, Source source, int blockBytes) {
        return of(
                object,
                source.size(),
                blockBytes,
                block -> {
                    long offset = (long) block * blockBytes;
                    return source.read(offset, (int) Math.min(blockBytes, source.size() - offset));
                });
    }

    private static Manifest of(
            String object, long size, int blockBytes, IntFunction<Bytes> content) {
        requireRange("size", size, 0, (long) BLOCKS_MAX * blockBytes);
        MessageDigest whole = Hashes.newSha256();
        ByteArrayOutputStream digests = new ByteArrayOutputStream();
        for (int block = 0; (long) block * blockBytes < size; block++) {
            Bytes bytes = content.apply(block);
            whole.update(bytes.asByteBuffer());
            digests.writeBytes(Hashes.sha256(bytes).toArray());
        }
        return new Manifest(
                object,
                size,
                blockBytes,
                Hash32.of(whole.digest()),
                Bytes.owning(digests.toByteArray()));
    }

    /// Names exactly this object with exactly these bytes.
    public Hash32 version() {
        return Hashes.sha256(toRlp());
    }

    public int blockCount() {
        return (int) ((size + blockBytes - 1) / blockBytes);
    }

    /// @param block 0 to `blockCount() − 1`
    public long offset(int block) {
        checkBlock(block);
        return (long) block * blockBytes;
    }

    public int length(int block) {
        return (int) Math.min(blockBytes, size - offset(block));
    }

    Hash32 blockDigest(int block) {
        checkBlock(block);
        return Hash32.of(
                blockDigests.slice(block * Hash32.SIZE, (block + 1) * Hash32.SIZE).toArray());
    }

    private void checkBlock(int block) {
        if (block < 0 || block >= blockCount()) {
            throw new IllegalArgumentException(
                    "object %s has the blocks 0 to %d, not %d"
                            .formatted(object, blockCount() - 1, block));
        }
    }

    Bytes toRlp() {
        return RlpWriter.list(w ->
                w.bytes(Bytes.ofUtf8(object))
                        .number(size)
                        .number(blockBytes)
                        .hash(digest)
                        .bytes(blockDigests));
    }

    /// @throws RlpException when `rlp` is not exactly one manifest
    static Manifest fromRlp(Bytes rlp) {
        RlpReader fields = RlpReader.list(rlp);
        String object = fields.bytes(NAME_BYTES_MAX).toUtf8();
        long size = fields.number();
        int blockBytes = fields.number(BLOCK_BYTES_MAX);
        Hash32 digest = fields.hash();
        Bytes digests = fields.bytes(BLOCKS_MAX * Hash32.SIZE);
        fields.end();
        try {
            return new Manifest(object, size, blockBytes, digest, digests);
        } catch (IllegalArgumentException e) {
            throw new RlpException(String.valueOf(e.getMessage()));
        }
    }
}
