package io.chirograph.knowledge;

import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals and opens the values of one document with its own key: AES-256-GCM, a random nonce for each
/// value, and the value's place as associated data, so that no value can stand in for another. A
/// document has far fewer values than the 2^32 for which random nonces are safe. Immutable.
final class DocumentCipher {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random;

    DocumentCipher(Hash32 key, SecureRandom random) {
        this.key = new SecretKeySpec(key.toArray(), "AES");
        this.random = random;
    }

    byte[] seal(Bytes place, byte[] plain) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, place);
            byte[] sealed = new byte[NONCE_BYTES + cipher.getOutputSize(plain.length)];
            System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
            cipher.doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java can't encrypt with AES-GCM", e);
        }
    }

    /// @throws DocumentDamagedException when `sealed` was not sealed by this key for this place
    byte[] open(Bytes place, byte[] sealed) {
        try {
            if (sealed.length < NONCE_BYTES) {
                throw new AEADBadTagException(sealed.length + " bytes are too few");
            }
            byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
            return cipher(Cipher.DECRYPT_MODE, nonce, place)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            throw new DocumentDamagedException(
                    "a value of a document does not decrypt, place " + place, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java can't decrypt with AES-GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, Bytes place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.toArray());
        return cipher;
    }
}
