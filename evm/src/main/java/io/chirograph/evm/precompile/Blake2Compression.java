package io.chirograph.evm.precompile;

import io.chirograph.types.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// The compression function F of BLAKE2b (RFC 7693, section 3.2) with as many rounds as asked for (EIP-152).
///
/// | offset | size | what | order of bytes |
/// |---|---|---|---|
/// | 0 | 4 | rounds, 1 gas each | most significant first |
/// | 4 | 64 | state, 8 words | least significant first |
/// | 68 | 128 | message block, 16 words | least significant first |
/// | 196 | 16 | bytes hashed so far, 2 words | least significant first |
/// | 212 | 1 | 1 for the last block, else 0 | |
public final class Blake2Compression implements Precompile {
    private static final int SIZE = 213;

    private static final long[] START = {
        0x6a09e667f3bcc908L, 0xbb67ae8584caa73bL, 0x3c6ef372fe94f82bL, 0xa54ff53a5f1d36f1L,
        0x510e527fade682d1L, 0x9b05688c2b3e6c1fL, 0x1f83d9abfb41bd6bL, 0x5be0cd19137e2179L
    };

    private static final int[][] ORDER = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
        {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
        {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
        {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
        {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
        {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
        {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
        {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
        {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}
    };

    @Override
    public long gas(Bytes input) {
        return input.size() == SIZE ? Integer.toUnsignedLong(input.asByteBuffer().getInt(0)) : 0;
    }

    @Override
    public Optional<Bytes> run(Bytes input) {
        if (input.size() != SIZE || (input.get(SIZE - 1) & 0xfe) != 0) {
            return Optional.empty();
        }
        ByteBuffer words = input.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        long[] state = new long[8];
        words.position(4).asLongBuffer().get(state);
        long[] message = new long[16];
        words.position(68).asLongBuffer().get(message);
        long[] v = new long[16];
        System.arraycopy(state, 0, v, 0, 8);
        System.arraycopy(START, 0, v, 8, 8);
        v[12] ^= words.getLong(196);
        v[13] ^= words.getLong(204);
        if (input.get(SIZE - 1) == 1) {
            v[14] = ~v[14];
        }
        long rounds = gas(input);
        for (long round = 0; round < rounds; round++) {
            round(v, message, ORDER[(int) (round % ORDER.length)]);
        }
        ByteBuffer output = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 8; i++) {
            output.putLong(state[i] ^ v[i] ^ v[i + 8]);
        }
        return Optional.of(Bytes.owning(output.array()));
    }

    private static void round(long[] v, long[] message, int[] order) {
        for (int column = 0; column < 4; column++) {
            long x = message[order[2 * column]];
            long y = message[order[(2 * column) + 1]];
            mix(v, column, 4 + column, 8 + column, 12 + column, x, y);
        }
        for (int diagonal = 0; diagonal < 4; diagonal++) {
            long x = message[order[8 + (2 * diagonal)]];
            long y = message[order[9 + (2 * diagonal)]];
            int b = 4 + ((diagonal + 1) % 4);
            int c = 8 + ((diagonal + 2) % 4);
            int d = 12 + ((diagonal + 3) % 4);
            mix(v, diagonal, b, c, d, x, y);
        }
    }

    private static void mix(long[] v, int a, int b, int c, int d, long x, long y) {
        v[a] += v[b] + x;
        v[d] = Long.rotateRight(v[d] ^ v[a], 32);
        v[c] += v[d];
        v[b] = Long.rotateRight(v[b] ^ v[c], 24);
        v[a] += v[b] + y;
        v[d] = Long.rotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = Long.rotateRight(v[b] ^ v[c], 63);
    }
}
