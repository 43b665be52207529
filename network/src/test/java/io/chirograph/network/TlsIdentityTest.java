package io.chirograph.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.chirograph.types.Bytes;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.Test;

final class TlsIdentityTest {
    private final TlsIdentity identity = TlsIdentity.generate(new SecureRandom());

    @Test
    void isRestoredFromItsKeys() {
        TlsIdentity restored = TlsIdentity.of(identity.privateKey(), identity.publicKey());

        assertThat(restored.publicKey()).isEqualTo(identity.publicKey());
        assertThat(restored.privateKey()).isEqualTo(identity.privateKey());
    }

    @Test
    void refusesKeysThatAreNoPair() {
        TlsIdentity other = TlsIdentity.generate(new SecureRandom());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsIdentity.of(identity.privateKey(), other.publicKey()))
                .withMessageContaining("not a pair");
    }

    @Test
    void refusesAKeyOfAnotherCurve() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        Bytes key = Bytes.owning(generator.generateKeyPair().getPublic().getEncoded());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Peer(1, "other", key, "localhost", 1))
                .withMessageContaining("peer 'other'")
                .withMessageContaining("P-256");
    }

    @Test
    void refusesAPrivateKeyThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsIdentity.of(Bytes.ofUtf8("secret"), identity.publicKey()))
                .withMessageContaining("PKCS #8");
    }

    @Test
    void makesACertificateOfItsKeyThatDoesNotExpire() throws Exception {
        assertThat(Bytes.owning(identity.certificate().getPublicKey().getEncoded()))
                .isEqualTo(identity.publicKey());
        assertThat(identity.certificate().getNotAfter()).isInTheFuture().hasYear(9999);
        identity.certificate().verify(identity.certificate().getPublicKey());
    }

    @Test
    void doesNotPrintItsPrivateKey() {
        assertThat(identity.toString()).doesNotContain(identity.privateKey().toHex().substring(2));
    }
}
