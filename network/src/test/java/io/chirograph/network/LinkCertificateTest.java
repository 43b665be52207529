package io.chirograph.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.crypto.TlsKey;
import io.chirograph.types.Bytes;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

final class LinkCertificateTest {
    private final TlsKey key = TlsKey.generate(new SecureRandom());
    private final X509Certificate certificate = LinkCertificate.of(key);

    @Test
    void carriesTheKeyAndIsSignedByIt() throws Exception {
        assertThat(Bytes.owning(certificate.getPublicKey().getEncoded()))
                .isEqualTo(key.publicKey());
        certificate.verify(certificate.getPublicKey());
    }

    @Test
    void doesNotExpire() {
        assertThat(certificate.getNotBefore()).isInThePast();
        assertThat(certificate.getNotAfter()).hasYear(9999);
    }
}
