package io.chirograph.crypto.signing;

import io.chirograph.batch.ParallelBatch;
import io.chirograph.crypto.Secret;
import io.chirograph.types.Bytes;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// Ed25519 (RFC 8032, section 5.1, the pure variant), as strict as it can be, so that every library gives the same
/// verdict on every input:
///
/// - `s` is below the group's order, else every signature would have a second form;
/// - the public key is a canonical encoding of a point of the prime-order subgroup, not the neutral one. That is
///   checked once, when the key is read;
/// - `R` is a canonical encoding of a point of the prime-order subgroup, not the neutral one.
///
/// With both points in that subgroup the equations with and without cofactor, between which RFC 8032 lets
/// implementations choose, say the same. Secret keys, public keys and signatures have 32, 32 and 64 bytes.
public final class Ed25519 implements SignatureScheme {
    static final int KEY_BYTES = 32;
    static final int SIGNATURE_BYTES = 64;

    private static final BigInteger ORDER =
            BigInteger.ONE
                    .shiftLeft(252)
                    .add(new BigInteger("27742317777372353535851937790883648493"));
    private static final Bytes NEUTRAL = Bytes.fromHex("01" + "00".repeat(31));

    private static final class Portable {
        static final Ed25519 INSTANCE = new Ed25519(new BouncyEd25519());
    }

    private static final class Accelerated {
        static final Optional<Ed25519> INSTANCE = CorrettoEd25519.load().map(Ed25519::new);
    }

    private final Ed25519Library library;

    private Ed25519(Ed25519Library library) {
        this.library = library;
    }

    /// By the fastest library that works here.
    public static Ed25519 fastest() {
        return accelerated().orElseGet(Ed25519::portable);
    }

    /// By BouncyCastle, in Java.
    public static Ed25519 portable() {
        return Portable.INSTANCE;
    }

    /// By the Amazon Corretto Crypto Provider, whose native part is there for Linux on x86-64; empty elsewhere.
    public static Optional<Ed25519> accelerated() {
        return Accelerated.INSTANCE;
    }

    private record Key(Bytes publicKey, Ed25519Library.LoadedKey loaded) implements Verifier {
        @Override
        public boolean verify(Bytes message, Bytes signature) {
            return signature.size() == SIGNATURE_BYTES
                    && !signature.startsWith(NEUTRAL)
                    && isBelowOrder(signature.slice(KEY_BYTES))
                    && loaded.verify(message.toArray(), signature.toArray());
        }

        @Override
        public String toString() {
            return "Ed25519 " + publicKey;
        }
    }

    /// @param littleEndian 32 bytes
    private static boolean isBelowOrder(Bytes littleEndian) {
        byte[] bigEndian = new byte[KEY_BYTES];
        for (int i = 0; i < KEY_BYTES; i++) {
            bigEndian[i] = littleEndian.get(KEY_BYTES - 1 - i);
        }
        return new BigInteger(1, bigEndian).compareTo(ORDER) < 0;
    }

    private record Owner(Bytes publicKey, Ed25519Library.LoadedSecret loaded) implements Signer {
        @Override
        public Bytes sign(Bytes message) {
            return Bytes.owning(loaded.sign(message.toArray()));
        }

        @Override
        public String toString() {
            return "signer of Ed25519 " + publicKey;
        }
    }

    @Override
    public String name() {
        return "Ed25519";
    }

    /// What computes.
    public String library() {
        return library.name();
    }

    @Override
    public Secret generate(SecureRandom random) {
        return Secret.random(KEY_BYTES, random);
    }

    @Override
    public Signer signer(Secret secret) {
        byte[] seed = secret.requireSize(KEY_BYTES, "an Ed25519 secret key").reveal().toArray();
        Bytes publicKey = Bytes.owning(BouncyEd25519.publicKey(seed));
        return new Owner(publicKey, library.secret(seed));
    }

    @Override
    public Verifier verifier(Bytes publicKey) {
        if (publicKey.size() != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "an Ed25519 public key has %d bytes, not %d"
                            .formatted(KEY_BYTES, publicKey.size()));
        }
        if (!BouncyEd25519.isInSubgroup(publicKey.toArray())) {
            throw new IllegalArgumentException(
                    "not a canonical point of Ed25519's prime-order subgroup: " + publicKey);
        }
        return new Key(publicKey, library.key(publicKey.toArray()));
    }

    @Override
    public List<Boolean> verifyAll(List<SignatureClaim> claims, ParallelBatch workers) {
        return ClaimsOneByOne.verify(Key.class, claims, workers);
    }
}
