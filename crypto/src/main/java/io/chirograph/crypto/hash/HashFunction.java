package io.chirograph.crypto.hash;

import io.chirograph.types.Bytes;

/// A cryptographic hash function. Thread-safe.
public interface HashFunction {
    /// Keccak-256 as Ethereum pads it, by this project's own permutation.
    HashFunction KECCAK_256 = new KeccakHash();

    /// FIPS 180-4.
    HashFunction SHA_256 = new PlatformHash("SHA-256", 32);

    /// FIPS 180-4.
    HashFunction SHA_512 = new PlatformHash("SHA-512", 64);

    /// FIPS 202.
    HashFunction SHA3_256 = new PlatformHash("SHA3-256", 32);

    /// ISO/IEC 10118-3; only for formats that ask for it: 80 bits of collision resistance are few.
    HashFunction RIPEMD_160 = BouncyHash.ripemd160();

    /// RFC 7693, with 32 bytes and without a key.
    HashFunction BLAKE2B_256 = BouncyHash.blake2b256();

    /// As the standard writes it, `SHA-256` for one.
    String name();

    int sizeBytes();

    /// @return `sizeBytes()` bytes
    Bytes hash(Bytes input);
}
