package io.chirograph.crypto.signing;

import io.chirograph.batch.ParallelBatch;
import io.chirograph.crypto.Hashes;
import io.chirograph.crypto.PublicKey;
import io.chirograph.crypto.Secret;
import io.chirograph.crypto.Signature;
import io.chirograph.crypto.SigningKey;
import io.chirograph.types.Bytes;
import io.chirograph.types.Hash32;
import java.security.SecureRandom;
import java.util.List;

/// ECDSA over secp256k1 and the Keccak-256 of the message, as Ethereum signs. Public keys have 64 bytes,
/// signatures 65 (see [Signature]); a signature has one encoding only: the low `s` and the recovery id that
/// gives the signer's key.
public final class Secp256k1Ecdsa implements SignatureScheme {
    private record Key(PublicKey key) implements Verifier {
        @Override
        public Bytes publicKey() {
            return key.uncompressed();
        }

        @Override
        public boolean verify(Bytes message, Bytes signature) {
            Hash32 digest = Hashes.keccak256(message);
            // Recovered, not only verified: that takes the recovery id into account.
            return Signature.decode(signature)
                    .flatMap(decoded -> decoded.publicKey(digest))
                    .filter(key::equals)
                    .isPresent();
        }
    }

    private record Owner(SigningKey key) implements Signer {
        @Override
        public Bytes publicKey() {
            return key.publicKey().uncompressed();
        }

        @Override
        public Bytes sign(Bytes message) {
            return key.sign(Hashes.keccak256(message)).encode();
        }
    }

    @Override
    public String name() {
        return "ECDSA secp256k1 Keccak-256";
    }

    @Override
    public Secret generate(SecureRandom random) {
        return Secret.of(SigningKey.generate(random).secret().bytes());
    }

    @Override
    public Signer signer(Secret secret) {
        Bytes bytes = secret.requireSize(Hash32.SIZE, "a secp256k1 secret key").reveal();
        return new Owner(SigningKey.of(Hash32.of(bytes)));
    }

    @Override
    public Verifier verifier(Bytes publicKey) {
        return new Key(PublicKey.of(publicKey));
    }

    @Override
    public List<Boolean> verifyAll(List<SignatureClaim> claims, ParallelBatch workers) {
        return ClaimsOneByOne.verify(Key.class, claims, workers);
    }
}
