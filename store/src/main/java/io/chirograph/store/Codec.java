package io.chirograph.store;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import org.xerial.snappy.Snappy;

/// How a log group or a table block is packed. The number is part of the formats on disk.
///
/// LZ4 and Snappy work without their native libraries, more slowly; Zstd and Brotli need theirs.
public enum Codec {
    NONE(0, 1),
    LZ4(1, 256),
    SNAPPY(2, 256),
    /// Packs better, and costs more.
    ZSTD(3, 1 << 20),
    /// Packs text best, and costs most.
    BROTLI(4, 1 << 22);

    /// What Zstd itself chooses.
    private static final int ZSTD_LEVEL = 3;

    /// Of 11, of which the last two take many times as long.
    private static final int BROTLI_QUALITY = 5;

    private static final int BROTLI_BUFFER_BYTES = 16 << 10;

    private final int number;

    /// It packs no better than one byte for so many.
    private final int ratioMax;

    Codec(int number, int ratioMax) {
        this.number = number;
        this.ratioMax = ratioMax;
    }

    int number() {
        return number;
    }

    /// @throws IllegalArgumentException when no codec has that number
    static Codec ofNumber(int number) {
        return switch (number) {
            case 0 -> NONE;
            case 1 -> LZ4;
            case 2 -> SNAPPY;
            case 3 -> ZSTD;
            case 4 -> BROTLI;
            default ->
                    throw new IllegalArgumentException(
                            "codec " + number + " is unknown to this version of the store");
        };
    }

    /// @throws StoreException when it can't be used here: a store that is to write with it says so before it takes
    ///     a commit
    void requireAvailable() {
        switch (this) {
            case NONE, LZ4, SNAPPY -> {}
            case ZSTD -> {
                try {
                    Native.load();
                } catch (UnsatisfiedLinkError e) {
                    throw unavailable("zstd-jni", e);
                }
            }
            case BROTLI -> {
                if (!Brotli4jLoader.isAvailable()) {
                    throw unavailable("Brotli4j", Brotli4jLoader.getUnavailabilityCause());
                }
            }
        }
    }

    private StoreException unavailable(String library, Throwable cause) {
        return new StoreException(
                "%s has no native library here; add the one of %s for this system, or choose another codec"
                        .formatted(this, library),
                cause);
    }

    /// `size` bytes of `plain` from `offset` on, packed. The result may be longer than the input;
    /// whoever calls then stores the input itself with [#NONE].
    byte[] pack(byte[] plain, int offset, int size) {
        return switch (this) {
            case NONE -> Arrays.copyOfRange(plain, offset, offset + size);
            case LZ4 -> LZ4Factory.fastestInstance().fastCompressor().compress(plain, offset, size);
            case SNAPPY -> packSnappy(plain, offset, size);
            case ZSTD -> packZstd(plain, offset, size);
            case BROTLI -> packBrotli(plain, offset, size);
        };
    }

    private static byte[] packSnappy(byte[] plain, int offset, int size) {
        byte[] packed = new byte[Snappy.maxCompressedLength(size)];
        try {
            return Arrays.copyOf(packed, Snappy.compress(plain, offset, size, packed, 0));
        } catch (IOException e) {
            throw new StoreException("Snappy can't pack: " + e.getMessage(), e);
        }
    }

    private static byte[] packZstd(byte[] plain, int offset, int size) {
        byte[] packed = new byte[Math.toIntExact(Zstd.compressBound(size))];
        try {
            long count =
                    Zstd.compressByteArray(
                            packed, 0, packed.length, plain, offset, size, ZSTD_LEVEL);
            return Arrays.copyOf(packed, Math.toIntExact(count));
        } catch (ZstdException e) {
            throw new StoreException("Zstd can't pack: " + e.getMessage(), e);
        }
    }

    private byte[] packBrotli(byte[] plain, int offset, int size) {
        requireAvailable();
        try {
            return Encoder.compress(
                    plain, offset, size, new Encoder.Parameters().setQuality(BROTLI_QUALITY));
        } catch (IOException e) {
            throw new StoreException("Brotli can't pack: " + e.getMessage(), e);
        }
    }

    /// @throws IllegalArgumentException unless `packed` unpacks to exactly `plainSize` bytes
    byte[] unpack(byte[] packed, int plainSize) {
        // Before so much is allocated.
        if (plainSize < 0 || plainSize > (long) packed.length * ratioMax) {
            throw new IllegalArgumentException(
                    "%d bytes unpacked from %d of %s".formatted(plainSize, packed.length, this));
        }
        return switch (this) {
            case NONE -> {
                if (packed.length != plainSize) {
                    throw new IllegalArgumentException(
                            packed.length + " plain bytes where " + plainSize + " belong");
                }
                yield packed;
            }
            case LZ4 -> unpackLz4(packed, plainSize);
            case SNAPPY -> unpackSnappy(packed, plainSize);
            case ZSTD -> unpackZstd(packed, plainSize);
            case BROTLI -> unpackBrotli(packed, plainSize);
        };
    }

    private static byte[] unpackLz4(byte[] packed, int plainSize) {
        byte[] plain = new byte[plainSize];
        try {
            int size = LZ4Factory.fastestInstance().safeDecompressor().decompress(packed, plain);
            return checked(plain, size);
        } catch (LZ4Exception e) {
            throw new IllegalArgumentException("not LZ4: " + e.getMessage(), e);
        }
    }

    private static byte[] unpackSnappy(byte[] packed, int plainSize) {
        byte[] plain = new byte[plainSize];
        try {
            int size = Snappy.uncompressedLength(packed);
            return size == plainSize
                    ? checked(plain, Snappy.uncompress(packed, 0, packed.length, plain, 0))
                    : checked(plain, size);
        } catch (IOException e) {
            throw new IllegalArgumentException("not Snappy: " + e.getMessage(), e);
        }
    }

    private static byte[] unpackZstd(byte[] packed, int plainSize) {
        byte[] plain = new byte[plainSize];
        try {
            return checked(
                    plain, Zstd.decompressByteArray(plain, 0, plainSize, packed, 0, packed.length));
        } catch (ZstdException e) {
            throw new IllegalArgumentException("not Zstd: " + e.getMessage(), e);
        }
    }

    /// No more is unpacked than there is room for.
    private byte[] unpackBrotli(byte[] packed, int plainSize) {
        requireAvailable();
        byte[] plain = new byte[plainSize];
        try (BrotliInputStream input =
                new BrotliInputStream(new ByteArrayInputStream(packed), BROTLI_BUFFER_BYTES)) {
            int size = input.readNBytes(plain, 0, plainSize);
            return checked(plain, input.read() < 0 ? size : size + 1L);
        } catch (IOException e) {
            throw new IllegalArgumentException("not Brotli: " + e.getMessage(), e);
        }
    }

    private static byte[] checked(byte[] plain, long size) {
        if (size != plain.length) {
            throw new IllegalArgumentException(
                    "%d bytes unpacked where %d belong".formatted(size, plain.length));
        }
        return plain;
    }
}
