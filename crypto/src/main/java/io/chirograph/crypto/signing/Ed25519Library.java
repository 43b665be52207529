package io.chirograph.crypto.signing;

/// What does the arithmetic of Ed25519. Thread-safe.
interface Ed25519Library {
    String name();

    /// @param publicKey 32 bytes, a point of the prime-order subgroup
    LoadedKey key(byte[] publicKey);

    /// @param seed 32 bytes
    LoadedSecret secret(byte[] seed);

    interface LoadedKey {
        /// Whether the equation holds, and `R` is canonical and in the prime-order subgroup.
        ///
        /// @param signature 64 bytes with `s` below the order and `R` not the neutral point
        boolean verify(byte[] message, byte[] signature);
    }

    interface LoadedSecret {
        byte[] sign(byte[] message);
    }
}
