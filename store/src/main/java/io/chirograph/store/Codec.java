package io.chirograph.store;

import java.util.Arrays;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/// How a log group or a table block is packed. The number is part of the formats on disk.
public enum Codec {
    NONE(0),
    LZ4(1);

    private final int number;

    Codec(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /// @throws IllegalArgumentException when no codec has that number
    static Codec ofNumber(int number) {
        return switch (number) {
            case 0 -> NONE;
            case 1 -> LZ4;
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
        };
    }

    /// @throws IllegalArgumentException unless `packed` unpacks to exactly `plainSize` bytes
    byte[] unpack(byte[] packed, int plainSize) {
        return switch (this) {
            case NONE -> {
                if (packed.length != plainSize) {
                    throw new IllegalArgumentException(
                            packed.length + " plain bytes where " + plainSize + " belong");
                }
                yield packed;
            }
            case LZ4 -> unpackLz4(packed, plainSize);
        };
    }

    private static byte[] unpackLz4(byte[] packed, int plainSize) {
        byte[] plain = new byte[plainSize];
        try {
            int size = LZ4Factory.fastestInstance().safeDecompressor().decompress(packed, plain);
            if (size == plainSize) {
                return plain;
            }
            throw new IllegalArgumentException(
                    "LZ4 gives " + size + " bytes where " + plainSize + " belong");
        } catch (LZ4Exception e) {
            throw new IllegalArgumentException("not LZ4: " + e.getMessage(), e);
        }
    }
}
