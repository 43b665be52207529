package io.chirograph.crypto;

import io.chirograph.types.Bytes;
import java.security.MessageDigest;
import java.security.SecureRandom;

/// Bytes that only their owner may know: a key to sign or decrypt with. They never appear in `toString`, and
/// comparing takes the same time wherever two secrets differ. Immutable.
public final class Secret {
    private final Bytes bytes;

    private Secret(Bytes bytes) {
        this.bytes = bytes;
    }

    public static Secret of(Bytes bytes) {
        return new Secret(bytes);
    }

    /// @param sizeBytes 1 to 1024
    public static Secret random(int sizeBytes, SecureRandom random) {
        if (sizeBytes < 1 || sizeBytes > 1024) {
            throw new IllegalArgumentException(
                    "a random secret has 1 to 1024 bytes, not " + sizeBytes);
        }
        byte[] bytes = new byte[sizeBytes];
        random.nextBytes(bytes);
        return new Secret(Bytes.owning(bytes));
    }

    /// The secret itself, to be used or stored where only its owner reads.
    public Bytes reveal() {
        return bytes;
    }

    public int size() {
        return bytes.size();
    }

    /// This secret, when it has `sizeBytes` bytes.
    ///
    /// @param what names the key in the message
    /// @throws IllegalArgumentException when it has more or fewer (the value is not told)
    public Secret requireSize(int sizeBytes, String what) {
        if (size() != sizeBytes) {
            throw new IllegalArgumentException(
                    "%s has %d bytes, not %d".formatted(what, sizeBytes, size()));
        }
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(bytes.toArray(), secret.bytes.toArray());
    }

    /// The same for all secrets of a size: a hash would tell something of the value.
    @Override
    public int hashCode() {
        return size();
    }

    @Override
    public String toString() {
        return "Secret of " + size() + " bytes";
    }
}
