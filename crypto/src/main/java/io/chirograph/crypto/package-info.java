/// Hashes, keys and signatures. Values are immutable and safe to share between threads; secrets never
/// appear in `toString`. The curve is secp256k1 by libsecp256k1, hashes are ours and the JDK's.
///
/// Read [io.chirograph.crypto.SigningKey] first. What a user may choose is behind small interfaces: hashes in
/// `crypto.hash`, signatures with batches and aggregates in `crypto.signing`, encryption in `crypto.encryption`. A
/// message signed and checked:
///
/// ```java
/// SecureRandom random = new SecureRandom();
/// SignatureScheme scheme = Ed25519.fastest();      // or new Bls12381(random), new Secp256k1Ecdsa()
/// Signer signer = scheme.signer(scheme.generate(random));
/// Bytes message = Bytes.ofUtf8("deliver 12 crates");
/// Bytes signature = signer.sign(message);
/// boolean right = scheme.verifier(signer.publicKey()).verify(message, signature);
/// ```
@NullMarked
package io.chirograph.crypto;

import org.jspecify.annotations.NullMarked;
