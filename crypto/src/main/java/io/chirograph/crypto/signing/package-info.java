/// Signatures behind small interfaces: [io.chirograph.crypto.signing.SignatureScheme] makes a
/// [io.chirograph.crypto.signing.Signer] of a secret key and a [io.chirograph.crypto.signing.Verifier] of a public
/// one, and checks many signatures at once with a verdict for each.
///
/// ```java
/// SecureRandom random = new SecureRandom();
/// SignatureScheme scheme = Ed25519.fastest();      // or new Bls12381(random), new Secp256k1Ecdsa()
/// Signer signer = scheme.signer(scheme.generate(random));
/// Bytes message = Bytes.ofUtf8("deliver 12 crates");
/// Bytes signature = signer.sign(message);
/// Verifier verifier = scheme.verifier(signer.publicKey());
/// boolean right = verifier.verify(message, signature);
///
/// ParallelBatch workers = ParallelBatch.on(ForkJoinPool.commonPool(), 1, System::nanoTime, new BatchMetrics(0));
/// List<SignatureClaim> claims = List.of(new SignatureClaim(verifier, message, signature));
/// List<Boolean> verdicts = scheme.verifyAll(claims, workers);
/// ```
///
/// | scheme | standard | secret, public key, signature in bytes |
/// |---|---|---|
/// | [io.chirograph.crypto.signing.Secp256k1Ecdsa] | SEC 1, RFC 6979, Ethereum's recoverable form | 32, 64, 65 |
/// | [io.chirograph.crypto.signing.Ed25519] | RFC 8032, by one of two libraries | 32, 32, 64 |
/// | [io.chirograph.crypto.signing.Bls12381] | draft-irtf-cfrg-bls-signature, proof of possession; aggregates | 32, 48, 96 |
@NullMarked
package io.chirograph.crypto.signing;

import org.jspecify.annotations.NullMarked;
