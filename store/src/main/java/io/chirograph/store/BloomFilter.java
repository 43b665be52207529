package io.chirograph.store;

import io.chirograph.types.Bytes;

/// Says of a key that it is certainly not in a set, or that it may be. Ten bits a key and six
/// probes: about one key in a hundred that is not there may seem to be.
///
/// Immutable. On disk: the bits, lowest bit of the first byte first. The hash is part of the format.
final class BloomFilter implements CachedContent {
    private static final int BITS_PER_KEY = 10;
    private static final int PROBES = 6;

    private final byte[] bits;

    /// @param bits as they were written, not changed any more
    BloomFilter(byte[] bits) {
        this.bits = bits;
    }

    /// FNV-1a of the key's bytes, its bits mixed so that halves of it serve as two hashes.
    static long hash(Bytes key) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < key.size(); i++) {
            hash = (hash ^ (key.get(i) & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    /// @param hashes of the keys of the set; the first `count` count
    static BloomFilter of(long[] hashes, int count) {
        byte[] bits = new byte[Math.max(8, Math.ceilDiv(count * BITS_PER_KEY, Byte.SIZE))];
        for (int i = 0; i < count; i++) {
            for (int probe = 0; probe < PROBES; probe++) {
                int bit = bit(hashes[i], probe, bits.length);
                bits[bit >>> 3] |= (byte) (1 << (bit & 7));
            }
        }
        return new BloomFilter(bits);
    }

    byte[] bits() {
        return bits;
    }

    @Override
    public int bytes() {
        return bits.length;
    }

    boolean mayContain(long hash) {
        for (int probe = 0; probe < PROBES; probe++) {
            int bit = bit(hash, probe, bits.length);
            if ((bits[bit >>> 3] & (1 << (bit & 7))) == 0) {
                return false;
            }
        }
        return true;
    }

    /// The upper half of a product with 32 bits spreads as a remainder does, without a division.
    private static int bit(long hash, int probe, int bytes) {
        long mixed = (hash + probe * ((hash >>> 32) | 1)) & 0xffffffffL;
        return (int) ((mixed * ((long) bytes * Byte.SIZE)) >>> 32);
    }
}
