package io.chirograph.benchmarks.signatures;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import io.chirograph.batch.ParallelBatch;
import io.chirograph.benchmarks.harness.BenchmarkException;
import io.chirograph.crypto.signing.AggregateSignature;
import io.chirograph.crypto.signing.Bls12381;
import io.chirograph.crypto.signing.Ed25519;
import io.chirograph.crypto.signing.SignatureClaim;
import io.chirograph.crypto.signing.SignatureScheme;
import io.chirograph.crypto.signing.Signer;
import io.chirograph.types.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import supranational.blst.BLST_ERROR;
import supranational.blst.P1_Affine;
import supranational.blst.P2_Affine;

/// Batches of Ed25519 and BLS signatures, each with a verdict, beside the libraries called in a loop. Everyone
/// has read the public keys beforehand, and reads the signatures in time that counts.
final class Batches {
    private static final String BLST = "blst in a loop";
    private static final String BLS_DOMAIN = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
    private static final Bytes ED25519_KEY_HEADER = Bytes.fromHex("302a300506032b6570032100");

    private final SecureRandom random = new SecureRandom();
    private final Bls12381 bls = new Bls12381(random);
    private final ParallelBatch workers;

    /// @param workers with a grain of 1
    Batches(ParallelBatch workers) {
        this.workers = workers;
    }

    private List<SignatureClaim> claims(
            SignatureScheme scheme, int count, IntFunction<Bytes> message) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    Signer signer = scheme.signer(scheme.generate(random));
                    return new SignatureClaim(
                            scheme.verifier(signer.publicKey()),
                            message.apply(i),
                            signer.sign(message.apply(i)));
                })
                .toList();
    }

    private static Bytes message(int index) {
        return Bytes.ofUtf8("message %08d, as long as a hash is".formatted(index));
    }

    private void verifyAll(SignatureScheme scheme, List<SignatureClaim> claims) {
        if (scheme.verifyAll(claims, workers).contains(false)) {
            throw new BenchmarkException("a right signature was found wrong");
        }
    }

    private static void requireTrue(boolean right) {
        if (!right) {
            throw new BenchmarkException("a library found a right signature wrong");
        }
    }

    Comparison ed25519(int count) {
        Ed25519 scheme = Ed25519.fastest();
        List<SignatureClaim> claims = claims(scheme, count, Batches::message);
        List<PublicKey> keys = claims.stream().map(Batches::platformKey).toList();
        Map<String, Runnable> peers = new LinkedHashMap<>();
        if (AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null) {
            peers.put("AmazonCorrettoCryptoProvider in a loop", () -> correttoLoop(claims, keys));
        }
        peers.put("BouncyCastle in a loop", () -> bouncyLoop(claims));
        return new Comparison(
                "ed25519-batch",
                count,
                () -> verifyAll(scheme, claims),
                peers,
                OptionalDouble.empty(),
                Optional.empty(),
                "by " + scheme.library() + ", all processors");
    }

    private static PublicKey platformKey(SignatureClaim claim) {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePublic(
                            new X509EncodedKeySpec(
                                    Bytes.concat(ED25519_KEY_HEADER, claim.signer().publicKey())
                                            .toArray()));
        } catch (GeneralSecurityException e) {
            throw new BenchmarkException("this Java has no Ed25519", e);
        }
    }

    private static void correttoLoop(List<SignatureClaim> claims, List<PublicKey> keys) {
        try {
            for (int i = 0; i < claims.size(); i++) {
                Signature verification =
                        Signature.getInstance("Ed25519", AmazonCorrettoCryptoProvider.INSTANCE);
                verification.initVerify(keys.get(i));
                verification.update(claims.get(i).message().toArray());
                requireTrue(verification.verify(claims.get(i).signature().toArray()));
            }
        } catch (GeneralSecurityException e) {
            throw new BenchmarkException("the provider does not verify", e);
        }
    }

    private static void bouncyLoop(List<SignatureClaim> claims) {
        for (SignatureClaim claim : claims) {
            byte[] message = claim.message().toArray();
            requireTrue(
                    org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                            claim.signature().toArray(),
                            0,
                            claim.signer().publicKey().toArray(),
                            0,
                            message,
                            0,
                            message.length));
        }
    }

    Comparison blsDistinct(int count) {
        return blsBatch("bls-batch-distinct", count, Batches::message, "a key and a message each");
    }

    Comparison blsSameMessage(int count) {
        return blsBatch(
                "bls-batch-same-message", count, _ -> message(0), "a key each, one message");
    }

    private Comparison blsBatch(String name, int count, IntFunction<Bytes> message, String note) {
        List<SignatureClaim> claims = claims(bls, count, message);
        List<P1_Affine> keys = keys(claims);
        return new Comparison(
                name,
                count,
                () -> verifyAll(bls, claims),
                Map.of(BLST, () -> blstLoop(claims, keys)),
                OptionalDouble.empty(),
                Optional.empty(),
                note + "; one equation for up to 64, all processors");
    }

    private static List<P1_Affine> keys(List<SignatureClaim> claims) {
        return claims.stream()
                .map(claim -> new P1_Affine(claim.signer().publicKey().toArray()))
                .toList();
    }

    private static void blstLoop(List<SignatureClaim> claims, List<P1_Affine> keys) {
        for (int i = 0; i < claims.size(); i++) {
            P2_Affine signature = new P2_Affine(claims.get(i).signature().toArray());
            requireTrue(
                    signature.in_group()
                            && signature.core_verify(
                                            keys.get(i),
                                            true,
                                            claims.get(i).message().toArray(),
                                            BLS_DOMAIN)
                                    == BLST_ERROR.BLST_SUCCESS);
        }
    }

    Comparison blsAggregate(int count) {
        List<SignatureClaim> claims = new ArrayList<>();
        List<Bls12381.ProvenKey> signers = new ArrayList<>();
        Bytes message = message(0);
        for (int i = 0; i < count; i++) {
            Bls12381.Owner owner = bls.signer(bls.generate(random));
            Bls12381.Key key = bls.verifier(owner.publicKey());
            signers.add(key.prove(owner.proofOfPossession()).orElseThrow());
            claims.add(new SignatureClaim(key, message, owner.sign(message)));
        }
        List<P1_Affine> keys = keys(claims);
        Bytes aggregate =
                AggregateSignature.of(claims.stream().map(SignatureClaim::signature).toList())
                        .map(AggregateSignature::encode)
                        .orElseThrow();
        Predicate<AggregateSignature> holds = sum -> sum.verifySameMessage(signers, message);
        return new Comparison(
                "bls-aggregate",
                count,
                () -> requireTrue(AggregateSignature.decode(aggregate).filter(holds).isPresent()),
                Map.of(BLST, () -> blstLoop(claims, keys)),
                OptionalDouble.empty(),
                Optional.empty(),
                "ours verifies one signature of all keys on one message, the library each key's"
                        + " own; one processor");
    }
}
