package io.chirograph.crypto.signing;

import io.chirograph.batch.ParallelBatch;
import io.chirograph.crypto.Secret;
import io.chirograph.types.Bytes;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import supranational.blst.BLST_ERROR;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2;
import supranational.blst.P2_Affine;
import supranational.blst.SecretKey;

/// BLS signatures over BLS12-381 with the proof of possession scheme (IETF draft-irtf-cfrg-bls-signature,
/// section 3.3), ciphersuite `BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_`, which Ethereum's consensus layer uses
/// too: public keys are compressed points of G1 (48 bytes), signatures of G2 (96 bytes). Secret keys are scalars
/// from 1 to the order − 1, 32 bytes, most significant first. The arithmetic is libblst's.
///
/// Every point that comes in is checked to be in the prime-order subgroup and not the neutral element.
/// Signatures can be added up to one: see [AggregateSignature].
public final class Bls12381 implements SignatureScheme {
    static final int SECRET_BYTES = 32;
    static final int PUBLIC_KEY_BYTES = 48;
    static final int SIGNATURE_BYTES = 96;
    static final String SIGNATURE_DOMAIN = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

    private static final String PROOF_DOMAIN = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
    private static final BigInteger ORDER =
            new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);

    /// So many claims share one final exponentiation; a wrong one among them costs at most twelve more checks.
    private static final int PART_CLAIMS = 64;

    private final SecureRandom random;

    /// @param random picks the coefficients of batches: who can foresee them can make wrong signatures that
    ///     cancel each other out
    public Bls12381(SecureRandom random) {
        this.random = random;
    }

    /// A public key of this scheme.
    public static final class Key implements Verifier {
        private final Bytes encoded;
        private final P1_Affine point;

        private Key(Bytes encoded, P1_Affine point) {
            this.encoded = encoded;
            this.point = point;
        }

        P1_Affine point() {
            return point;
        }

        @Override
        public Bytes publicKey() {
            return encoded;
        }

        @Override
        public boolean verify(Bytes message, Bytes signature) {
            return verify(message, signature, SIGNATURE_DOMAIN);
        }

        private boolean verify(Bytes message, Bytes signature, String domain) {
            return decodeSignature(signature)
                    .filter(decoded ->
                            decoded.core_verify(point, true, message.toArray(), domain)
                                    == BLST_ERROR.BLST_SUCCESS)
                    .isPresent();
        }

        /// This key as one that aggregates may contain; empty when `proof` does not prove that its owner knows
        /// the secret. Without that proof an attacker could pick a key that cancels out another's.
        public Optional<ProvenKey> prove(Bytes proof) {
            return verify(encoded, proof, PROOF_DOMAIN)
                    ? Optional.of(new ProvenKey(this))
                    : Optional.empty();
        }

        @Override
        public String toString() {
            return "BLS12-381 " + encoded;
        }
    }

    /// A public key whose owner has proven to know the secret.
    public static final class ProvenKey {
        private final Key key;

        private ProvenKey(Key key) {
            this.key = key;
        }

        public Key key() {
            return key;
        }
    }

    /// A secret key of this scheme.
    public static final class Owner implements Signer {
        private final SecretKey secret;
        private final Bytes publicKey;

        private Owner(SecretKey secret) {
            this.secret = secret;
            this.publicKey = Bytes.owning(new P1(secret).compress());
        }

        @Override
        public Bytes publicKey() {
            return publicKey;
        }

        @Override
        public Bytes sign(Bytes message) {
            return sign(message, SIGNATURE_DOMAIN);
        }

        private Bytes sign(Bytes message, String domain) {
            return Bytes.owning(
                    new P2().hash_to(message.toArray(), domain).sign_with(secret).compress());
        }

        /// The proof that this key's owner knows its secret, for [Key#prove]: a signature on the public key in a
        /// domain of its own.
        public Bytes proofOfPossession() {
            return sign(publicKey, PROOF_DOMAIN);
        }

        @Override
        public String toString() {
            return "signer of BLS12-381 " + publicKey;
        }
    }

    @Override
    public String name() {
        return SIGNATURE_DOMAIN;
    }

    @Override
    public Secret generate(SecureRandom source) {
        SecretKey key = new SecretKey();
        key.keygen(Secret.random(SECRET_BYTES, source).reveal().toArray());
        return Secret.of(Bytes.owning(key.to_bendian()));
    }

    @Override
    public Owner signer(Secret secret) {
        Bytes bytes = secret.requireSize(SECRET_BYTES, "a BLS12-381 secret key").reveal();
        BigInteger scalar = new BigInteger(1, bytes.toArray());
        if (scalar.signum() == 0 || scalar.compareTo(ORDER) >= 0) {
            throw new IllegalArgumentException(
                    "a BLS12-381 secret key must be from 1 to the group's order − 1");
        }
        SecretKey key = new SecretKey();
        key.from_bendian(bytes.toArray());
        return new Owner(key);
    }

    @Override
    public Key verifier(Bytes publicKey) {
        if (publicKey.size() != PUBLIC_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "a BLS12-381 public key has %d bytes, not %d"
                            .formatted(PUBLIC_KEY_BYTES, publicKey.size()));
        }
        return decodeKey(publicKey)
                .map(point -> new Key(publicKey, point))
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "not a point of BLS12-381's first subgroup, or the neutral one: "
                                        + publicKey));
    }

    private static Optional<P1_Affine> decodeKey(Bytes encoded) {
        try {
            P1_Affine point = new P1_Affine(encoded.toArray());
            return !point.is_inf() && point.in_group() ? Optional.of(point) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty(); // the library's word for an encoding of no point
        }
    }

    static Optional<P2_Affine> decodeSignature(Bytes encoded) {
        if (encoded.size() != SIGNATURE_BYTES) {
            return Optional.empty();
        }
        try {
            P2_Affine point = new P2_Affine(encoded.toArray());
            return !point.is_inf() && point.in_group() ? Optional.of(point) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty(); // the library's word for an encoding of no point
        }
    }

    /// {@inheritDoc}
    ///
    /// Up to 64 claims are checked by one equation: each is multiplied by a random coefficient of 64 bits, so that
    /// wrong ones can't make up for each other but with a chance of 2^-64. Claims on one message share its pairing.
    /// An equation that fails is split in halves until the wrong claims are found.
    ///
    /// @param workers gets parts of 64 claims as items, so its grain should be 1
    @Override
    public List<Boolean> verifyAll(List<SignatureClaim> claims, ParallelBatch workers) {
        claims.forEach(claim -> ClaimsOneByOne.requireKind(Key.class, claim.signer()));
        List<List<SignatureClaim>> parts =
                IntStream.iterate(0, from -> from < claims.size(), from -> from + PART_CLAIMS)
                        .mapToObj(from ->
                                claims.subList(from, Math.min(from + PART_CLAIMS, claims.size())))
                        .toList();
        List<Boolean> verdicts = new ArrayList<>(claims.size());
        ClaimsOneByOne.results(
                        workers.process(parts, part -> new BlsEquation(part, random).verdicts()),
                        part -> part)
                .forEach(verdicts::addAll);
        return List.copyOf(verdicts);
    }
}
