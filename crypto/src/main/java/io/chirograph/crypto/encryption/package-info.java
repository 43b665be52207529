/// Encryption behind small interfaces, by standard algorithms of the JDK and BouncyCastle. With one key for both
/// sides ([io.chirograph.crypto.encryption.SymmetricEncryption]: AES-GCM, ChaCha20-Poly1305):
///
/// ```java
/// SecureRandom random = new SecureRandom();
/// Secret secret = Secret.random(AesGcm.AES_256.keyBytes(), random);
/// SealingKey key = new SealingKey(AesGcm.AES_256, secret, random);
/// Bytes sealed = key.seal(Bytes.ofUtf8("invoice 17"), Bytes.ofUtf8("42 crates"));
/// Bytes opened = key.open(Bytes.ofUtf8("invoice 17"), sealed);
/// ```
///
/// To whoever has the secret key of a public one ([io.chirograph.crypto.encryption.PublicKeyEncryption]: HPKE with
/// X25519):
///
/// ```java
/// PublicKeyEncryption hpke = new PlatformHpke(HpkeSuite.AES_256_GCM);
/// Secret recipient = hpke.generate(random);
/// Purpose purpose = new Purpose(Bytes.ofUtf8("invoices"), Bytes.EMPTY);
/// Bytes message = hpke.seal(hpke.publicKey(recipient), purpose, Bytes.ofUtf8("42 crates"), random);
/// Bytes read = hpke.open(recipient, purpose, message);
/// ```
///
/// What was sealed by another key, for other data, or changed since ends in a
/// [io.chirograph.crypto.encryption.DecryptionException], before any of it is given out; tags are compared in
/// constant time by the libraries, and secrets never appear in `toString`.
@NullMarked
package io.chirograph.crypto.encryption;

import org.jspecify.annotations.NullMarked;
