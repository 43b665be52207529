package io.chirograph.crypto.encryption;

import io.chirograph.crypto.Secret;
import io.chirograph.types.Bytes;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.function.Function;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/// An authenticating cipher of the JDK.
///
/// @param transformation as the JDK knows the cipher
/// @param keyAlgorithm as the JDK knows its keys
/// @param parameters the JDK's form of a nonce
record PlatformCipher(
        String name,
        String transformation,
        String keyAlgorithm,
        int keyBytes,
        Function<byte[], AlgorithmParameterSpec> parameters) {
    Bytes seal(Secret key, Nonce nonce, Bytes associatedData, Bytes plaintext) {
        try {
            return run(Cipher.ENCRYPT_MODE, key, nonce, associatedData, plaintext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java can't encrypt with " + name, e);
        }
    }

    Bytes open(Secret key, Nonce nonce, Bytes associatedData, Bytes sealed)
            throws DecryptionException {
        if (sealed.size() < SymmetricEncryption.TAG_BYTES) {
            throw new DecryptionException(
                    "what %s seals has at least %d bytes, not %d"
                            .formatted(name, SymmetricEncryption.TAG_BYTES, sealed.size()));
        }
        try {
            return run(Cipher.DECRYPT_MODE, key, nonce, associatedData, sealed);
        } catch (AEADBadTagException _) {
            throw DecryptionException.doesNotOpen(name, sealed.size());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java can't decrypt with " + name, e);
        }
    }

    private Bytes run(int mode, Secret key, Nonce nonce, Bytes associatedData, Bytes input)
            throws GeneralSecurityException {
        byte[] keyArray = key.requireSize(keyBytes, "a key of " + name).reveal().toArray();
        Cipher cipher = Cipher.getInstance(transformation);
        cipher.init(
                mode,
                new SecretKeySpec(keyArray, keyAlgorithm),
                parameters.apply(nonce.bytes().toArray()));
        cipher.updateAAD(associatedData.asByteBuffer());
        return Bytes.owning(cipher.doFinal(input.toArray()));
    }
}
