package io.chirograph.crypto.encryption;

import io.chirograph.types.Bytes;
import java.security.SecureRandom;

/// A number of 12 bytes that must never meet the same key twice: a second message under it would let anyone undo
/// the encryption of both and forge others. [SealingKey] takes care of that.
public record Nonce(Bytes bytes) {
    public static final int SIZE = 12;

    public Nonce {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException(
                    "a nonce has %d bytes, not %d".formatted(SIZE, bytes.size()));
        }
    }

    static Nonce random(SecureRandom random) {
        byte[] bytes = new byte[SIZE];
        random.nextBytes(bytes);
        return new Nonce(Bytes.owning(bytes));
    }
}
