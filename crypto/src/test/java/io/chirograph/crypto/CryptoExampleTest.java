package io.chirograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.batch.BatchMetrics;
import io.chirograph.batch.ParallelBatch;
import io.chirograph.crypto.encryption.AesGcm;
import io.chirograph.crypto.encryption.DecryptionException;
import io.chirograph.crypto.encryption.HpkeSuite;
import io.chirograph.crypto.encryption.PlatformHpke;
import io.chirograph.crypto.encryption.PublicKeyEncryption;
import io.chirograph.crypto.encryption.PublicKeyEncryption.Purpose;
import io.chirograph.crypto.encryption.SealingKey;
import io.chirograph.crypto.signing.Ed25519;
import io.chirograph.crypto.signing.SignatureClaim;
import io.chirograph.crypto.signing.SignatureScheme;
import io.chirograph.crypto.signing.Signer;
import io.chirograph.crypto.signing.Verifier;
import io.chirograph.types.Bytes;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

/// The examples of the package pages, as they stand there.
class CryptoExampleTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void signsAndVerifiesInTenLines() {
        SignatureScheme scheme = Ed25519.fastest();
        Signer signer = scheme.signer(scheme.generate(random));
        Bytes message = Bytes.ofUtf8("deliver 12 crates");
        Bytes signature = signer.sign(message);
        Verifier verifier = scheme.verifier(signer.publicKey());
        boolean right = verifier.verify(message, signature);

        ParallelBatch workers =
                ParallelBatch.on(
                        ForkJoinPool.commonPool(), 1, System::nanoTime, new BatchMetrics(0));
        List<SignatureClaim> claims = List.of(new SignatureClaim(verifier, message, signature));
        List<Boolean> verdicts = scheme.verifyAll(claims, workers);

        assertThat(right).isTrue();
        assertThat(verdicts).containsExactly(true);
    }

    @Test
    void sealsAndOpensInFourLines() throws DecryptionException {
        Secret secret = Secret.random(AesGcm.AES_256.keyBytes(), random);
        SealingKey key = new SealingKey(AesGcm.AES_256, secret, random);
        Bytes sealed = key.seal(Bytes.ofUtf8("invoice 17"), Bytes.ofUtf8("42 crates"));
        Bytes opened = key.open(Bytes.ofUtf8("invoice 17"), sealed);

        assertThat(opened).isEqualTo(Bytes.ofUtf8("42 crates"));
    }

    @Test
    void sealsToAPublicKeyInFiveLines() throws DecryptionException {
        PublicKeyEncryption hpke = new PlatformHpke(HpkeSuite.AES_256_GCM);
        Secret recipient = hpke.generate(random);
        Purpose purpose = new Purpose(Bytes.ofUtf8("invoices"), Bytes.EMPTY);
        Bytes message =
                hpke.seal(hpke.publicKey(recipient), purpose, Bytes.ofUtf8("42 crates"), random);
        Bytes read = hpke.open(recipient, purpose, message);

        assertThat(read).isEqualTo(Bytes.ofUtf8("42 crates"));
    }
}
