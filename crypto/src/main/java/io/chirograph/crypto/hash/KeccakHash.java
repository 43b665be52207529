package io.chirograph.crypto.hash;

import io.chirograph.crypto.Hashes;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;

/// Keccak-256 by [io.chirograph.crypto.Keccak256].
final class KeccakHash implements HashFunction {
    @Override
    public String name() {
        return "Keccak-256";
    }

    @Override
    public int sizeBytes() {
        return Hash32.SIZE;
    }

    @Override
    public Bytes hash(Bytes input) {
        return Hashes.keccak256(input).bytes();
    }
}
