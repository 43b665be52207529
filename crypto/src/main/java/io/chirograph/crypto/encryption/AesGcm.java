package io.chirograph.crypto.encryption;

import io.chirograph.crypto.Secret;
import io.chirograph.types.Bytes;
import javax.crypto.spec.GCMParameterSpec;

/// AES in Galois/Counter Mode (NIST SP 800-38D), by the JDK with the processor's instructions for it.
public final class AesGcm implements SymmetricEncryption {
    public static final AesGcm AES_256 = new AesGcm(32);

    /// For formats that ask for it.
    public static final AesGcm AES_128 = new AesGcm(16);

    private final PlatformCipher cipher;

    private AesGcm(int keyBytes) {
        this.cipher =
                new PlatformCipher(
                        "AEAD_AES_%d_GCM".formatted(8 * keyBytes),
                        "AES/GCM/NoPadding",
                        "AES",
                        keyBytes,
                        nonce -> new GCMParameterSpec(8 * TAG_BYTES, nonce));
    }

    @Override
    public String name() {
        return cipher.name();
    }

    @Override
    public int keyBytes() {
        return cipher.keyBytes();
    }

    @Override
    public Bytes seal(Secret key, Nonce nonce, Bytes associatedData, Bytes plaintext) {
        return cipher.seal(key, nonce, associatedData, plaintext);
    }

    @Override
    public Bytes open(Secret key, Nonce nonce, Bytes associatedData, Bytes sealed)
            throws DecryptionException {
        return cipher.open(key, nonce, associatedData, sealed);
    }
}
