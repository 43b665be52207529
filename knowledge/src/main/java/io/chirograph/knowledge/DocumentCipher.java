package io.chirograph.knowledge;

import io.chirograph.crypto.Secret;
import io.chirograph.crypto.encryption.AesGcm;
import io.chirograph.crypto.encryption.DecryptionException;
import io.chirograph.crypto.encryption.SealingKey;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.security.SecureRandom;

/// Seals and opens the values of one document with its own key: AES-256-GCM, a random nonce for each
/// value, and the value's place as associated data, so that no value can stand in for another. A
/// document has far fewer values than the 2^32 for which random nonces are safe. Immutable.
final class DocumentCipher {
    private final SealingKey key;

    DocumentCipher(Hash32 key, SecureRandom random) {
        this.key = new SealingKey(AesGcm.AES_256, Secret.of(key.bytes()), random);
    }

    byte[] seal(Bytes place, byte[] plain) {
        return key.seal(place, Bytes.owning(plain)).toArray();
    }

    /// @throws DocumentDamagedException when `sealed` was not sealed by this key for this place
    byte[] open(Bytes place, byte[] sealed) {
        try {
            return key.open(place, Bytes.owning(sealed)).toArray();
        } catch (DecryptionException e) {
            throw new DocumentDamagedException(
                    "a value of a document does not decrypt, place " + place, e);
        }
    }
}
