package io.chirograph.crypto.encryption;

import io.chirograph.crypto.Secret;
import io.chirograph.types.Bytes;
import javax.crypto.spec.IvParameterSpec;

/// ChaCha20 with Poly1305 (RFC 8439), by the JDK: faster than AES where the processor has no instructions for
/// that, and constant-time everywhere.
public final class ChaCha20Poly1305 implements SymmetricEncryption {
    public static final ChaCha20Poly1305 INSTANCE = new ChaCha20Poly1305();

    private final PlatformCipher cipher =
            new PlatformCipher(
                    "AEAD_CHACHA20_POLY1305",
                    "ChaCha20-Poly1305",
                    "ChaCha20",
                    32,
                    IvParameterSpec::new);

    private ChaCha20Poly1305() {}

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
