package io.chirograph.crypto.encryption;

/// What an HPKE message is encrypted with once its key is agreed (RFC 9180, section 7.3). All agree on the key by
/// DHKEM(X25519, HKDF-SHA256) and derive it with HKDF-SHA256.
public enum HpkeSuite {
    AES_128_GCM(1),
    AES_256_GCM(2),
    CHACHA20_POLY1305(3);

    /// Bytes of a secret key, of a public key, and of the encapsulated key before each sealed message.
    static final int KEY_BYTES = 32;

    static final int DHKEM_X25519_HKDF_SHA256 = 0x0020;
    static final int HKDF_SHA256 = 0x0001;

    private final int identifier;

    HpkeSuite(int identifier) {
        this.identifier = identifier;
    }

    /// As RFC 9180 numbers it.
    int identifier() {
        return identifier;
    }

    SymmetricEncryption encryption() {
        return switch (this) {
            case AES_128_GCM -> AesGcm.AES_128;
            case AES_256_GCM -> AesGcm.AES_256;
            case CHACHA20_POLY1305 -> ChaCha20Poly1305.INSTANCE;
        };
    }

    String title() {
        return "HPKE DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, " + encryption().name();
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
