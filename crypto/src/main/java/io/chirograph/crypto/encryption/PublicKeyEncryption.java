package io.chirograph.crypto.encryption;

import io.chirograph.crypto.Secret;
import io.chirograph.types.Bytes;
import java.security.SecureRandom;

/// Encryption to a public key, which only the secret one undoes. Anyone can seal, so that what opens tells nothing
/// about who sealed it: a signature does. Thread-safe.
public interface PublicKeyEncryption {
    /// As the standard writes it.
    String name();

    Secret generate(SecureRandom random);

    /// @throws IllegalArgumentException when `secret` is no secret key (the value is not told)
    Bytes publicKey(Secret secret);

    /// @param purpose what the message is for; the same is needed to open it
    /// @param random makes a key pair for this message alone
    /// @throws IllegalArgumentException when `publicKey` is none
    Bytes seal(Bytes publicKey, Purpose purpose, Bytes plaintext, SecureRandom random);

    /// @throws DecryptionException when `sealed` was not sealed to this key for this purpose
    /// @throws IllegalArgumentException when `secret` is no secret key (the value is not told)
    Bytes open(Secret secret, Purpose purpose, Bytes sealed) throws DecryptionException;

    /// What a sealed message is bound to, beside its key.
    ///
    /// @param info of the application and its parties
    /// @param associatedData of the message
    record Purpose(Bytes info, Bytes associatedData) {}
}
