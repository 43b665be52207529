package io.chirograph.crypto.encryption;

/// What an HPKE message is encrypted with once its key is agreed (RFC 9180, section 7.3). All agree on the key by
/// DHKEM(X25519, HKDF-SHA256) and derive it with HKDF-SHA256.
public enum HpkeSuite {
    AES_128_GCM(1, AesGcm.AES_128),
    AES_256_GCM(2, AesGcm.AES_256),
    CHACHA20_POLY1305(3, ChaCha20Poly1305.INSTANCE);

    /// Bytes of a secret key, of a public key, and of the encapsulated key before each sealed message.
    static final int KEY_BYTES = 32;

    static final int DHKEM_X25519_HKDF_SHA256 = 0x0020;
    static final int HKDF_SHA256 = 0x0001;

    private final int identifier;
    private final SymmetricEncryption encryption;

    HpkeSuite(int identifier, SymmetricEncryption encryption) {
        this.identifier = identifier;
        this.encryption = encryption;
    }

    /// As RFC 9180 numbers it.
    int identifier() {
        return identifier;
    }

    SymmetricEncryption encryption() {
        return encryption;
    }

    String title() {
        return "HPKE DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, " + encryption.name();
    }

    /// @throws DecryptionException when `sealedBytes` are too few to be a sealed message
    void requireSealedBytes(int sealedBytes) throws DecryptionException {
        int least = KEY_BYTES + SymmetricEncryption.TAG_BYTES;
        if (sealedBytes < least) {
            throw new DecryptionException(
                    "what %s seals has at least %d bytes, not %d"
                            .formatted(title(), least, sealedBytes));
        }
    }
}
