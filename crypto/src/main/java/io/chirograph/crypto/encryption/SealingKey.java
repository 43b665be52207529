package io.chirograph.crypto.encryption;

import io.chirograph.crypto.Secret;
import io.chirograph.types.Bytes;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/// A key that seals and opens many messages. Each gets a random nonce, which stands before it:
///
/// | offset | bytes | content |
/// |---|---|---|
/// | 0 | 12 | nonce |
/// | 12 | as the plaintext | ciphertext |
/// | the last | 16 | tag |
///
/// Random nonces of 96 bits are safe for 2^32 messages under one key, through all processes that use it (NIST SP
/// 800-38D, section 8.3): this object refuses to seal more, and whoever keeps a key longer than a process must see
/// to it that it seals fewer. Thread-safe if its random source is.
public final class SealingKey {
    static final long MESSAGES_MAX = 1L << 32;

    private final SymmetricEncryption encryption;
    private final Secret key;
    private final SecureRandom random;
    private final AtomicLong sealedCount = new AtomicLong();

    /// @param key `encryption.keyBytes()` bytes
    public SealingKey(SymmetricEncryption encryption, Secret key, SecureRandom random) {
        this.encryption = encryption;
        this.key = key.requireSize(encryption.keyBytes(), "a key of " + encryption.name());
        this.random = random;
    }

    /// @param associatedData is not encrypted and not in the result, but must be the same to open it: what the
    ///     message is for, so that no other can stand in for it
    public Bytes seal(Bytes associatedData, Bytes plaintext) {
        if (sealedCount.getAndIncrement() >= MESSAGES_MAX) {
            throw new IllegalStateException(
                    "this key has sealed %d messages, the most that are safe; use a new one"
                            .formatted(MESSAGES_MAX));
        }
        Nonce nonce = Nonce.random(random);
        return Bytes.concat(nonce.bytes(), encryption.seal(key, nonce, associatedData, plaintext));
    }

    /// @throws DecryptionException when `sealed` was not sealed by this key with this associated data
    public Bytes open(Bytes associatedData, Bytes sealed) throws DecryptionException {
        int least = Nonce.SIZE + SymmetricEncryption.TAG_BYTES;
        if (sealed.size() < least) {
            throw new DecryptionException(
                    "what a key seals has at least %d bytes, not %d"
                            .formatted(least, sealed.size()));
        }
        return encryption.open(
                key,
                new Nonce(sealed.slice(0, Nonce.SIZE)),
                associatedData,
                sealed.slice(Nonce.SIZE));
    }

    @Override
    public String toString() {
        return "SealingKey of " + encryption.name();
    }
}
