package io.chirograph.store;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import org.xerial.snappy.Snappy;

/// How a log group or a table block is packed. The number is part of the formats on disk.
///
/// LZ4 and Snappy work without their native libraries, more slowly; Zstd needs its own.
public enum Codec {
    NONE(0, 1),
    LZ4(1, 256),
    SNAPPY(2, 256),
    /// Packs best, and costs most.
    ZSTD(3, 1 << 20);

    /// What Zstd itself chooses.
    private static final int ZSTD_LEVEL = 3;

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
            default ->
                    throw new IllegalArgumentException(
                            "codec " + number + " is unknown to this version of the store");
        };
    }

    /// `size` bytes of `plain` from `offset` on, packed. The result may be longer than the input;
    /// whoever calls then stores the input itself with [#NONE].
    byte[] pack(byte[] plain, int offset, int size) {
        return switch (this) {
            case NONE -> Arrays.copyOfRange(plain, offset, offset + size);
            case LZ4 -> LZ4Factory.fastestInstance().fastCompressor().compress(plain, offset, size);
            case SNAPPY -> packSnappy(plain, offset, size);
            case ZSTD -> packZstd(plain, offset, size);
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
        long count =
                Zstd.compressByteArray(packed, 0, packed.length, plain, offset, size, ZSTD_LEVEL);
        if (Zstd.isError(count)) {
            throw new StoreException("Zstd can't pack: " + Zstd.getErrorName(count));
        }
        return Arrays.copyOf(packed, (int) count);
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
        long size = Zstd.decompressByteArray(plain, 0, plainSize, packed, 0, packed.length);
        if (Zstd.isError(size)) {
            throw new IllegalArgumentException("not Zstd: " + Zstd.getErrorName(size));
        }
        return checked(plain, size);
    }

    private static byte[] checked(byte[] plain, long size) {
        if (size != plain.length) {
            throw new IllegalArgumentException(
                    "%d bytes unpacked where %d belong".formatted(size, plain.length));
        }
        return plain;
    }
}
