package io.chirograph.crypto.hash;

import io.chirograph.types.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A hash function of the JDK, which has the processor's instructions for most.
///
/// @param name as the JDK knows it
record PlatformHash(String name, int sizeBytes) implements HashFunction {
    @Override
    public Bytes hash(Bytes input) {
        try {
            MessageDigest digest = MessageDigest.getInstance(name);
            digest.update(input.asByteBuffer());
            return Bytes.owning(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + name, e);
        }
    }
}
