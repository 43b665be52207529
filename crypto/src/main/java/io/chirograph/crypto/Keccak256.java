package io.chirograph.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Keccak-256 with the padding that Ethereum uses (that of the submission to the SHA-3 contest, before FIPS
/// 202), for whoever hashes much: it allocates nothing. Single-owner.
///
/// The permutation is Keccak-f[1600] (The Keccak reference 3.0, section 1.2) with the 25 lanes in local
/// variables, so that the compiler keeps what it can in registers.
public final class Keccak256 {
    /// Bytes that are taken in between two permutations.
    private static final int RATE = 136;

    private static final VarHandle LANE =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long[] ROUNDS = {
        0x0000000000000001L,
        0x0000000000008082L,
        0x800000000000808aL,
        0x8000000080008000L,
        0x000000000000808bL,
        0x0000000080000001L,
        0x8000000080008081L,
        0x8000000000008009L,
        0x000000000000008aL,
        0x0000000000000088L,
        0x0000000080008009L,
        0x000000008000000aL,
        0x000000008000808bL,
        0x800000000000008bL,
        0x8000000000008089L,
        0x8000000000008003L,
        0x8000000000008002L,
        0x8000000000000080L,
        0x000000000000800aL,
        0x800000008000000aL,
        0x8000000080008081L,
        0x8000000000008080L,
        0x0000000080000001L,
        0x8000000080008008L
    };

    private final long[] state = new long[25];

    /// Hashes `size` bytes of `input` from `offset` on; the hash can then be read.
    public void hash(byte[] input, int offset, int size) {
        Arrays.fill(state, 0);
        int at = offset;
        int end = offset + size;
        for (; end - at >= RATE; at += RATE) {
            absorb(input, at, RATE / 8);
            permute();
        }
        int lanes = (end - at) >> 3;
        absorb(input, at, lanes);
        long last = 1; // the padding begins behind the last byte
        for (int i = end - 1; i >= at + 8 * lanes; i--) {
            last = (last << 8) | (input[i] & 0xff);
        }
        state[lanes] ^= last;
        state[RATE / 8 - 1] ^= Long.MIN_VALUE; // and ends with the block
        permute();
    }

    private void absorb(byte[] input, int at, int lanes) {
        for (int lane = 0; lane < lanes; lane++) {
            state[lane] ^= (long) LANE.get(input, at + 8 * lane);
        }
    }

    /// The bytes 8 · `index` to 8 · `index` + 7 of the last hash as a number, most significant byte first.
    ///
    /// @param index 0 to 3
    public long word(int index) {
        return Long.reverseBytes(state[index]);
    }

    /// Writes the 32 bytes of the last hash.
    public void copyTo(byte[] target, int offset) {
        for (int lane = 0; lane < 4; lane++) {
            LANE.set(target, offset + 8 * lane, state[lane]);
        }
    }

    /// Two rounds at a time, from the lanes a to the lanes e and back. The parities of the columns are gathered
    /// while the lanes are written, so that no round has to read all lanes twice.
    private void permute() {
        long a0 = state[0];
        long a1 = state[1];
        long a2 = state[2];
        long a3 = state[3];
        long a4 = state[4];
        long a5 = state[5];
        long a6 = state[6];
        long a7 = state[7];
        long a8 = state[8];
        long a9 = state[9];
        long a10 = state[10];
        long a11 = state[11];
        long a12 = state[12];
        long a13 = state[13];
        long a14 = state[14];
        long a15 = state[15];
        long a16 = state[16];
        long a17 = state[17];
        long a18 = state[18];
        long a19 = state[19];
        long a20 = state[20];
        long a21 = state[21];
        long a22 = state[22];
        long a23 = state[23];
        long a24 = state[24];
        long c0 = a0 ^ a5 ^ a10 ^ a15 ^ a20;
        long c1 = a1 ^ a6 ^ a11 ^ a16 ^ a21;
        long c2 = a2 ^ a7 ^ a12 ^ a17 ^ a22;
        long c3 = a3 ^ a8 ^ a13 ^ a18 ^ a23;
        long c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24;
        for (int round = 0; round < ROUNDS.length; round += 2) {
            long d0 = c4 ^ Long.rotateLeft(c1, 1);
            long d1 = c0 ^ Long.rotateLeft(c2, 1);
            long d2 = c1 ^ Long.rotateLeft(c3, 1);
            long d3 = c2 ^ Long.rotateLeft(c4, 1);
            long d4 = c3 ^ Long.rotateLeft(c0, 1);
            long b0 = a0 ^ d0;
            long b1 = Long.rotateLeft(a6 ^ d1, 44);
            long b2 = Long.rotateLeft(a12 ^ d2, 43);
            long b3 = Long.rotateLeft(a18 ^ d3, 21);
            long b4 = Long.rotateLeft(a24 ^ d4, 14);
            long e0 = b0 ^ (~b1 & b2) ^ ROUNDS[round];
            c0 = e0;
            long e1 = b1 ^ (~b2 & b3);
            c1 = e1;
            long e2 = b2 ^ (~b3 & b4);
            c2 = e2;
            long e3 = b3 ^ (~b4 & b0);
            c3 = e3;
            long e4 = b4 ^ (~b0 & b1);
            c4 = e4;
            long b5 = Long.rotateLeft(a3 ^ d3, 28);
            long b6 = Long.rotateLeft(a9 ^ d4, 20);
            long b7 = Long.rotateLeft(a10 ^ d0, 3);
            long b8 = Long.rotateLeft(a16 ^ d1, 45);
            long b9 = Long.rotateLeft(a22 ^ d2, 61);
            long e5 = b5 ^ (~b6 & b7);
            c0 ^= e5;
            long e6 = b6 ^ (~b7 & b8);
            c1 ^= e6;
            long e7 = b7 ^ (~b8 & b9);
            c2 ^= e7;
            long e8 = b8 ^ (~b9 & b5);
            c3 ^= e8;
            long e9 = b9 ^ (~b5 & b6);
            c4 ^= e9;
            long b10 = Long.rotateLeft(a1 ^ d1, 1);
            long b11 = Long.rotateLeft(a7 ^ d2, 6);
            long b12 = Long.rotateLeft(a13 ^ d3, 25);
            long b13 = Long.rotateLeft(a19 ^ d4, 8);
            long b14 = Long.rotateLeft(a20 ^ d0, 18);
            long e10 = b10 ^ (~b11 & b12);
            c0 ^= e10;
            long e11 = b11 ^ (~b12 & b13);
            c1 ^= e11;
            long e12 = b12 ^ (~b13 & b14);
            c2 ^= e12;
            long e13 = b13 ^ (~b14 & b10);
            c3 ^= e13;
            long e14 = b14 ^ (~b10 & b11);
            c4 ^= e14;
            long b15 = Long.rotateLeft(a4 ^ d4, 27);
            long b16 = Long.rotateLeft(a5 ^ d0, 36);
            long b17 = Long.rotateLeft(a11 ^ d1, 10);
            long b18 = Long.rotateLeft(a17 ^ d2, 15);
            long b19 = Long.rotateLeft(a23 ^ d3, 56);
            long e15 = b15 ^ (~b16 & b17);
            c0 ^= e15;
            long e16 = b16 ^ (~b17 & b18);
            c1 ^= e16;
            long e17 = b17 ^ (~b18 & b19);
            c2 ^= e17;
            long e18 = b18 ^ (~b19 & b15);
            c3 ^= e18;
            long e19 = b19 ^ (~b15 & b16);
            c4 ^= e19;
            long b20 = Long.rotateLeft(a2 ^ d2, 62);
            long b21 = Long.rotateLeft(a8 ^ d3, 55);
            long b22 = Long.rotateLeft(a14 ^ d4, 39);
            long b23 = Long.rotateLeft(a15 ^ d0, 41);
            long b24 = Long.rotateLeft(a21 ^ d1, 2);
            long e20 = b20 ^ (~b21 & b22);
            c0 ^= e20;
            long e21 = b21 ^ (~b22 & b23);
            c1 ^= e21;
            long e22 = b22 ^ (~b23 & b24);
            c2 ^= e22;
            long e23 = b23 ^ (~b24 & b20);
            c3 ^= e23;
            long e24 = b24 ^ (~b20 & b21);
            c4 ^= e24;
            long zd0 = c4 ^ Long.rotateLeft(c1, 1);
            long zd1 = c0 ^ Long.rotateLeft(c2, 1);
            long zd2 = c1 ^ Long.rotateLeft(c3, 1);
            long zd3 = c2 ^ Long.rotateLeft(c4, 1);
            long zd4 = c3 ^ Long.rotateLeft(c0, 1);
            long zb0 = e0 ^ zd0;
            long zb1 = Long.rotateLeft(e6 ^ zd1, 44);
            long zb2 = Long.rotateLeft(e12 ^ zd2, 43);
            long zb3 = Long.rotateLeft(e18 ^ zd3, 21);
            long zb4 = Long.rotateLeft(e24 ^ zd4, 14);
            a0 = zb0 ^ (~zb1 & zb2) ^ ROUNDS[round + 1];
            c0 = a0;
            a1 = zb1 ^ (~zb2 & zb3);
            c1 = a1;
            a2 = zb2 ^ (~zb3 & zb4);
            c2 = a2;
            a3 = zb3 ^ (~zb4 & zb0);
            c3 = a3;
            a4 = zb4 ^ (~zb0 & zb1);
            c4 = a4;
            long zb5 = Long.rotateLeft(e3 ^ zd3, 28);
            long zb6 = Long.rotateLeft(e9 ^ zd4, 20);
            long zb7 = Long.rotateLeft(e10 ^ zd0, 3);
            long zb8 = Long.rotateLeft(e16 ^ zd1, 45);
            long zb9 = Long.rotateLeft(e22 ^ zd2, 61);
            a5 = zb5 ^ (~zb6 & zb7);
            c0 ^= a5;
            a6 = zb6 ^ (~zb7 & zb8);
            c1 ^= a6;
            a7 = zb7 ^ (~zb8 & zb9);
            c2 ^= a7;
            a8 = zb8 ^ (~zb9 & zb5);
            c3 ^= a8;
            a9 = zb9 ^ (~zb5 & zb6);
            c4 ^= a9;
            long zb10 = Long.rotateLeft(e1 ^ zd1, 1);
            long zb11 = Long.rotateLeft(e7 ^ zd2, 6);
            long zb12 = Long.rotateLeft(e13 ^ zd3, 25);
            long zb13 = Long.rotateLeft(e19 ^ zd4, 8);
            long zb14 = Long.rotateLeft(e20 ^ zd0, 18);
            a10 = zb10 ^ (~zb11 & zb12);
            c0 ^= a10;
            a11 = zb11 ^ (~zb12 & zb13);
            c1 ^= a11;
            a12 = zb12 ^ (~zb13 & zb14);
            c2 ^= a12;
            a13 = zb13 ^ (~zb14 & zb10);
            c3 ^= a13;
            a14 = zb14 ^ (~zb10 & zb11);
            c4 ^= a14;
            long zb15 = Long.rotateLeft(e4 ^ zd4, 27);
            long zb16 = Long.rotateLeft(e5 ^ zd0, 36);
            long zb17 = Long.rotateLeft(e11 ^ zd1, 10);
            long zb18 = Long.rotateLeft(e17 ^ zd2, 15);
            long zb19 = Long.rotateLeft(e23 ^ zd3, 56);
            a15 = zb15 ^ (~zb16 & zb17);
            c0 ^= a15;
            a16 = zb16 ^ (~zb17 & zb18);
            c1 ^= a16;
            a17 = zb17 ^ (~zb18 & zb19);
            c2 ^= a17;
            a18 = zb18 ^ (~zb19 & zb15);
            c3 ^= a18;
            a19 = zb19 ^ (~zb15 & zb16);
            c4 ^= a19;
            long zb20 = Long.rotateLeft(e2 ^ zd2, 62);
            long zb21 = Long.rotateLeft(e8 ^ zd3, 55);
            long zb22 = Long.rotateLeft(e14 ^ zd4, 39);
            long zb23 = Long.rotateLeft(e15 ^ zd0, 41);
            long zb24 = Long.rotateLeft(e21 ^ zd1, 2);
            a20 = zb20 ^ (~zb21 & zb22);
            c0 ^= a20;
            a21 = zb21 ^ (~zb22 & zb23);
            c1 ^= a21;
            a22 = zb22 ^ (~zb23 & zb24);
            c2 ^= a22;
            a23 = zb23 ^ (~zb24 & zb20);
            c3 ^= a23;
            a24 = zb24 ^ (~zb20 & zb21);
            c4 ^= a24;
        }
        state[0] = a0;
        state[1] = a1;
        state[2] = a2;
        state[3] = a3;
        state[4] = a4;
        state[5] = a5;
        state[6] = a6;
        state[7] = a7;
        state[8] = a8;
        state[9] = a9;
        state[10] = a10;
        state[11] = a11;
        state[12] = a12;
        state[13] = a13;
        state[14] = a14;
        state[15] = a15;
        state[16] = a16;
        state[17] = a17;
        state[18] = a18;
        state[19] = a19;
        state[20] = a20;
        state[21] = a21;
        state[22] = a22;
        state[23] = a23;
        state[24] = a24;
    }
}
