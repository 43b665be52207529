package io.chirograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.types.Bytes;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.Test;

class TlsKeyTest {
    private static final TlsKey KEY = TlsKey.generate(new SecureRandom());

    @Test
    void readsBackWhatItWrote() {
        TlsKey same = TlsKey.ofPkcs8(KEY.pkcs8());
        assertThat(same.publicKey()).isEqualTo(KEY.publicKey());
        assertThat(same.pkcs8()).isEqualTo(KEY.pkcs8());
    }

    @Test
    void publicKeyChecksWhatThePrivateKeySigned() throws Exception {
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(KEY.privateKey());
        signer.update(new byte[] {1, 2, 3});
        byte[] signature = signer.sign();
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(TlsKey.parsePublicKey(KEY.publicKey()));
        verifier.update(new byte[] {1, 2, 3});
        assertThat(verifier.verify(signature)).isTrue();
        assertThat(TlsKey.parsePublicKey(KEY.publicKey()).getEncoded())
                .isEqualTo(KEY.publicKey().toArray());
    }

    @Test
    void refusesKeysOfAnotherCurve() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        var pair = generator.generateKeyPair();
        assertThatThrownBy(() -> TlsKey.ofPkcs8(Bytes.owning(pair.getPrivate().getEncoded())))
                .hasMessageContaining("P-256");
        assertThatThrownBy(() -> TlsKey.parsePublicKey(Bytes.owning(pair.getPublic().getEncoded())))
                .hasMessageContaining("P-256");
        assertThatThrownBy(() -> TlsKey.ofPkcs8(Bytes.ofUtf8("key")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAPointThatIsNotOnTheCurve() {
        byte[] wrong = KEY.publicKey().toArray();
        wrong[90] ^= 1;
        assertThatThrownBy(() -> TlsKey.parsePublicKey(Bytes.owning(wrong)))
                .hasMessageContaining("not a point of P-256");
    }

    @Test
    void noSecretIsInText() {
        assertThat(KEY.toString()).contains(KEY.publicKey().toString().substring(0, 20));
        assertThat(KEY.toString()).doesNotContain(KEY.pkcs8().slice(35).toHex().substring(2));
    }
}
