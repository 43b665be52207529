package io.chirograph.crypto.encryption;

import io.chirograph.crypto.Secret;
import io.chirograph.types.Bytes;

/// Encryption with one key for both sides that also authenticates (AEAD, RFC 5116): what opens is what was sealed.
/// Thread-safe. Most code wants [SealingKey], which chooses nonces.
public interface SymmetricEncryption {
    /// Bytes by which the sealed form is longer.
    int TAG_BYTES = 16;

    /// As RFC 5116's registry writes it.
    String name();

    int keyBytes();

    /// @param key `keyBytes()` bytes
    /// @param nonce never used before with this key
    /// @param associatedData is not encrypted and not in the result, but must be the same to open it
    /// @return the ciphertext and behind it the tag
    Bytes seal(Secret key, Nonce nonce, Bytes associatedData, Bytes plaintext);

    /// @throws DecryptionException when key, nonce, associated data or any bit of `sealed` is another
    Bytes open(Secret key, Nonce nonce, Bytes associatedData, Bytes sealed)
            throws DecryptionException;
}
