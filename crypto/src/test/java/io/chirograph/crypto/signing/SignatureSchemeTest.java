package io.chirograph.crypto.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.batch.ParallelBatch;
import io.chirograph.crypto.Secret;
import io.chirograph.testkit.Seed;
import io.chirograph.types.Bytes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every scheme.
class SignatureSchemeTest {
    static Stream<SignatureScheme> schemes() {
        return Stream.of(
                new Secp256k1Ecdsa(),
                Ed25519.portable(),
                Ed25519.fastest(),
                new Bls12381(new SecureRandom()));
    }

    private final SecureRandom random = new SecureRandom();

    private Signer newSigner(SignatureScheme scheme) {
        return scheme.signer(scheme.generate(random));
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void onlyTheSignersKeyAndTheSignedMessageVerify(SignatureScheme scheme) {
        Secret secret = scheme.generate(random);
        Signer signer = scheme.signer(secret);
        Bytes message = Bytes.ofUtf8("deliver 12 crates");
        Bytes signature = signer.sign(message);
        Verifier verifier = scheme.verifier(signer.publicKey());

        assertThat(verifier.publicKey()).isEqualTo(signer.publicKey());
        assertThat(verifier.verify(message, signature)).isTrue();
        assertThat(signer.sign(message)).isEqualTo(signature);
        assertThat(verifier.verify(Bytes.ofUtf8("deliver 13 crates"), signature)).isFalse();
        assertThat(scheme.verifier(newSigner(scheme).publicKey()).verify(message, signature))
                .isFalse();
        assertThat(signer.toString()).doesNotContain(secret.reveal().toHex().substring(2));
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void aChangeOfAnyByteMakesAnotherSignature(SignatureScheme scheme) {
        Signer signer = newSigner(scheme);
        Bytes message = Bytes.ofUtf8("pay 7");
        Verifier verifier = scheme.verifier(signer.publicKey());
        byte[] signature = signer.sign(message).toArray();
        for (int i = 0; i < signature.length; i++) {
            signature[i] ^= 1;
            assertThat(verifier.verify(message, Bytes.copyOf(signature)))
                    .as("byte %d", i)
                    .isFalse();
            signature[i] ^= 1;
        }
        assertThat(verifier.verify(message, Bytes.owning(signature))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void noBytesMakeVerificationThrow(SignatureScheme scheme) {
        Signer signer = newSigner(scheme);
        Verifier verifier = scheme.verifier(signer.publicKey());
        Seed.of(0x517)
                .run(
                        "crypto",
                        SignatureSchemeTest.class,
                        bytes -> {
                            for (int size = 0; size < 200; size++) {
                                byte[] noise = new byte[size];
                                bytes.nextBytes(noise);
                                Bytes signature = Bytes.owning(noise);
                                assertThat(verifier.verify(Bytes.EMPTY, signature)).isFalse();
                            }
                        });
    }

    /// Batches with none, some and only wrong signatures among them, on several threads and on one.
    @ParameterizedTest
    @MethodSource("schemes")
    void aBatchTellsOfEachSignatureWhatVerifyingItAloneTells(SignatureScheme scheme) {
        try (ForkJoinPool pool = new ForkJoinPool(2)) {
            ParallelBatch both = ParallelBatch.on(pool, 1, System::nanoTime, new BatchMetrics(0));
            Seed.of(0xba7c)
                    .run(
                            "crypto",
                            SignatureSchemeTest.class,
                            seeded -> {
                                for (int wrong : new int[] {0, 1, 3, 70}) {
                                    compareBatch(scheme, both, wrong, seeded);
                                }
                            });
            assertThat(scheme.verifyAll(List.of(), both)).isEmpty();
        }
    }

    private void compareBatch(
            SignatureScheme scheme, ParallelBatch workers, int wrongCount, Random seeded) {
        List<Signer> signers = Stream.generate(() -> newSigner(scheme)).limit(5).toList();
        Set<Integer> wrong = new TreeSet<>();
        int count = 70;
        while (wrong.size() < wrongCount) {
            wrong.add(seeded.nextInt(count));
        }
        List<SignatureClaim> claims = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Signer signer = signers.get(seeded.nextInt(signers.size()));
            Bytes message = Bytes.ofUtf8("message " + seeded.nextInt(8));
            Bytes signature =
                    wrong.contains(i)
                            ? wrongSignature(signer, message, seeded)
                            : signer.sign(message);
            claims.add(new SignatureClaim(scheme.verifier(signer.publicKey()), message, signature));
        }
        List<Boolean> verdicts = scheme.verifyAll(claims, workers);
        for (int i = 0; i < count; i++) {
            assertThat(verdicts.get(i)).as("claim %d", i).isEqualTo(!wrong.contains(i));
        }
        assertThat(scheme.verifyAll(claims, ParallelBatch.sequential())).isEqualTo(verdicts);
    }

    private Bytes wrongSignature(Signer signer, Bytes message, Random seeded) {
        return switch (seeded.nextInt(3)) {
            case 0 -> Bytes.EMPTY;
            case 1 -> signer.sign(Bytes.concat(message, message));
            default -> {
                byte[] signature = signer.sign(message).toArray();
                signature[seeded.nextInt(signature.length)] ^= 4;
                yield Bytes.owning(signature);
            }
        };
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void aKeyOfAnotherSchemeIsNotTaken(SignatureScheme scheme) {
        Verifier stranger =
                new Verifier() {
                    @Override
                    public Bytes publicKey() {
                        return Bytes.EMPTY;
                    }

                    @Override
                    public boolean verify(Bytes message, Bytes signature) {
                        return true;
                    }
                };
        List<SignatureClaim> claims =
                List.of(new SignatureClaim(stranger, Bytes.EMPTY, Bytes.EMPTY));
        assertThatThrownBy(() -> scheme.verifyAll(claims, ParallelBatch.sequential()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
