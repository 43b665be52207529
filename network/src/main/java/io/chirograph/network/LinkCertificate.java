package io.chirograph.network;

import io.chirograph.crypto.TlsKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The certificate that TLS wants around a key. It is signed by the key itself, made when needed, and says
/// nothing that anybody reads: peers compare the key, so nothing in it can expire.
final class LinkCertificate {
    private static final X500Name NAME = new X500Name("CN=chirograph");

    /// "No well-defined expiration date", RFC 5280 section 4.1.2.5.
    private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

    private LinkCertificate() {}

    static X509Certificate of(TlsKey key) {
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        NAME,
                        BigInteger.ONE,
                        Date.from(Instant.EPOCH),
                        Date.from(NEVER),
                        NAME,
                        TlsKey.parsePublicKey(key.publicKey()));
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(key.privateKey())));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new LinkException("cannot make a TLS certificate for this member's key", e);
        }
    }
}
